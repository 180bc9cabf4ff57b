import { MaasError } from '../../errors.ts';
import { isNumber, isOptional, isShape, isText } from '../../json/guards.ts';
import type { Tensor, TensorSpec } from '../../tensor.ts';

/** The place of a table's rows in an output. */
export interface OutputPlace {
  readonly name: string;
  /** The axis that has a place per row. */
  readonly axis: number;
  /**
   * Values of one row; absent where nobody saw the model run and its declaration leaves it open.
   */
  readonly width?: number;
}

export const PLACE_FIELDS = { name: isText, axis: isNumber, width: isOptional(isNumber) };
export const isOutputPlace = isShape<OutputPlace>(PLACE_FIELDS);

/** An output as one run of made-up rows showed it. */
export interface MeasuredOutput extends OutputPlace {
  readonly width: number;
  readonly tensor: Tensor;
}

/** A table's model as ingest got to know it by running it. */
export interface MeasuredTable {
  readonly rows: number;
  /** Only those that have an axis of rows. */
  readonly outputs: Readonly<Record<string, MeasuredOutput>>;
  /** A row's answer depends on the other rows of its run. */
  readonly isMixing: boolean;
  /** The same rows are answered otherwise each time. */
  readonly isRandom?: boolean;
}

/**
 * The place that a declaration promises: rows come first, but for what is stacked by tag (`[tags,
 * -1, classes]`, `[1, -1]`).
 */
export function toDeclaredPlace({ name, shape }: TensorSpec): OutputPlace {
  const axis = (shape[0] ?? -1) > 0 && shape[1] === -1 ? 1 : 0;
  const others = shape.filter((_, index) => index !== axis);
  const width = others.reduce((product, size) => product * size, 1);
  return { name, axis, ...(shape.length > 0 && others.every((size) => size > 0) ? { width } : {}) };
}

/**
 * The values of each row: those of `[tags, rows, classes]` and `[rows, tags, classes]` in the same
 * order, tag by tag.
 */
export function readRows<T>(
  { shape }: Tensor,
  data: ArrayLike<T>,
  axis: number,
  rows: number,
): T[][] {
  const inner = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const outer = rows === 0 ? 0 : data.length / (rows * inner);
  return Array.from({ length: rows }, (_, row) => {
    const values: T[] = [];
    for (let group = 0; group < outer; group++) {
      const start = (group * rows + row) * inner;
      for (let at = start; at < start + inner; at++) values.push(data[at] as T);
    }
    return values;
  });
}

/**
 * @throws MaasError INVALID_REQUEST where a run gives another shape than the version was recorded
 *   with
 */
export function requirePlace(
  { name, axis, width }: OutputPlace,
  { shape, data }: Tensor,
  rows: number,
): void {
  const fits =
    shape[axis] === rows &&
    (width === undefined ? data.length % rows === 0 : data.length === rows * width);
  if (fits) return;
  const expected =
    width === undefined ? '' : `, not ${width} ${width === 1 ? 'value' : 'values'} per row`;
  throw new MaasError(
    'INVALID_REQUEST',
    `The output '${name}' has the shape [${shape.join(', ')}] for ${rows} rows${expected}; ` +
      'call /v2/models/{model}/infer for whole tensors.',
  );
}
