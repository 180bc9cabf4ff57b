import { readTableConfig } from './tasks/tabular/read-table-config.ts';
import type { BundleFacts } from './tasks/bundle/bundle-facts.ts';
import { MaasError } from '../errors.ts';
import type { ModelSession } from '../ports/model-runtime.ts';
import type { TableConfig } from '../tasks/tabular/table-config.ts';
import { toTableTensors } from '../tasks/tabular/table-rows.ts';
import type { TaskName } from '../tasks/task/task.ts';
import { TaskMisfit } from '../tasks/task/task-misfit.ts';
import { sliceRows } from '../tasks/task/run-batches.ts';
import { readRows, type MeasuredOutput, type MeasuredTable } from '../tasks/task/row-values.ts';
import type { Signature, Tensor, Tensors, TensorSpec } from '../tensor.ts';

const MEASURED: readonly TaskName[] = [
  'tabular-classification',
  'tabular-regression',
  'text-classification',
];
/** Enough to tell columns that agree with the labels from those that do so by chance. */
const ROWS = 16;
/** Another number of rows, so that the axis of the rows shows. */
const FEWER_ROWS = 5;
/** Rows that are asked alone too. */
const ALONE = 3;
/** The difference that single precision may make where rows are added up in another order. */
const TOLERANCE = 1e-4;
/** Values of a made-up table: a wider one says no more, and takes its time. */
const MOST_VALUES = 1 << 20;

/**
 * Runs a table's model on made-up rows, together and alone: declared shapes are not to be trusted.
 * @returns undefined where the model takes none of them
 */
export async function measureTable(
  session: ModelSession,
  bundle: BundleFacts,
  asked?: TaskName,
): Promise<MeasuredTable | undefined> {
  const { signature } = bundle;
  const config =
    asked === undefined || MEASURED.includes(asked)
      ? readTableConfig(bundle, 'a table')
      : undefined;
  if (!config || config instanceof TaskMisfit) return undefined;
  const fixed = findFixedBatch(signature);
  for (const isVaried of [true, false]) {
    const inputs = makeTable(signature, config, isVaried, fixed ?? ROWS);
    if (!inputs) return undefined;
    try {
      return await measure(session, signature, inputs, fixed);
    } catch (error) {
      if (!(error instanceof MaasError)) throw error;
    }
  }
  return undefined;
}

/** Finds the number of rows that a run must have, where the model's inputs fix it. */
function findFixedBatch({ inputs }: Signature): number | undefined {
  return inputs.map(({ shape }) => shape[0] ?? -1).find((size) => size > 0);
}

async function measure(
  session: ModelSession,
  signature: Signature,
  inputs: Tensors,
  fixed: number | undefined,
): Promise<MeasuredTable> {
  const names = signature.outputs.map(({ name }) => name);
  const rows = fixed ?? ROWS;
  const together = await session.run(inputs, names);
  const fewer =
    fixed === undefined ? await session.run(sliceRows(inputs, 0, FEWER_ROWS), names) : undefined;
  const outputs = signature.outputs.flatMap(({ name }): MeasuredOutput[] => {
    const tensor = together[name];
    const axis = tensor && findRowAxis(tensor.shape, rows, fewer?.[name]?.shape);
    return tensor && axis !== undefined && axis >= 0
      ? [{ name, axis, width: tensor.data.length / rows, tensor }]
      : [];
  });
  const isMixing = fixed === undefined && (await mixesRows(session, inputs, outputs));
  const isRandom =
    (isMixing || fixed !== undefined) && (await answersAnew(session, inputs, outputs));
  return {
    rows,
    outputs: Object.fromEntries(outputs.map((output) => [output.name, output])),
    isMixing: isMixing && !isRandom,
    isRandom,
  };
}

/** Tells whether the same rows are answered otherwise the second time, as with dropout. */
async function answersAnew(
  session: ModelSession,
  inputs: Tensors,
  outputs: readonly MeasuredOutput[],
): Promise<boolean> {
  const again = await session.run(
    inputs,
    outputs.map(({ name }) => name),
  );
  return outputs.some(({ name, tensor: { data } }) => {
    const second = again[name]?.data;
    return second !== undefined && [...data].some((value, index) => !isClose(value, second[index]));
  });
}

/**
 * The axis that grows with the rows; with one number of rows alone the first that has as many
 * places.
 */
function findRowAxis(
  shape: readonly number[],
  rows: number,
  fewer: readonly number[] | undefined,
): number {
  return shape.findIndex(
    (size, axis) => size === rows && (fewer === undefined || fewer[axis] === FEWER_ROWS),
  );
}

/**
 * Tells whether a row is answered otherwise when it is alone, as by batch normalisation in training
 * mode.
 */
async function mixesRows(
  session: ModelSession,
  inputs: Tensors,
  outputs: readonly MeasuredOutput[],
): Promise<boolean> {
  try {
    for (let row = 0; row < ALONE; row++) {
      const alone = await session.run(
        sliceRows(inputs, row, row + 1),
        outputs.map(({ name }) => name),
      );
      if (outputs.some((output) => differs(output, row, alone[output.name]))) return true;
    }
    return false;
  } catch (error) {
    if (error instanceof MaasError) return false; // it takes no row alone
    throw error;
  }
}

function differs(
  { axis, tensor }: MeasuredOutput,
  row: number,
  alone: Tensor | undefined,
): boolean {
  if (alone?.shape[axis] !== 1) return false;
  const rows = readRows(tensor, tensor.data as ArrayLike<unknown>, axis, tensor.shape[axis] ?? 0);
  const expected = rows[row] ?? [];
  const actual = readRows(alone, alone.data as ArrayLike<unknown>, axis, 1).flat();
  return expected.some((value, index) => !isClose(value, actual[index]));
}

function isClose(a: unknown, b: unknown): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return a === b;
  return Object.is(a, b) || Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(a));
}

function makeTable(
  signature: Signature,
  config: TableConfig,
  isVaried: boolean,
  rows: number,
): Tensors | undefined {
  const width = countColumns(signature, config);
  if (width === undefined || width * rows > MOST_VALUES) return undefined;
  const datatypes = signature.inputs.flatMap((spec) =>
    new Array<TensorSpec['datatype']>(
      signature.inputs.length === 1 ? width : (spec.shape[1] ?? 1),
    ).fill(spec.datatype),
  );
  const next = pseudoRandom();
  const table = Array.from({ length: rows }, (_, row) =>
    datatypes.map((datatype) => (isVaried ? toCell(datatype, next(), row) : toOne(datatype))),
  );
  return toTableTensors(table, signature, config);
}

function countColumns({ inputs }: Signature, { columns }: TableConfig): number | undefined {
  const widths = inputs.map(({ shape }) => (shape.length === 1 ? 1 : (shape[1] ?? -1)));
  return widths.every((width) => width > 0)
    ? widths.reduce((sum, width) => sum + width, 0)
    : columns?.length;
}

/**
 * Makes a cell. Values have several sizes, so that trees, margins and distances meet more than one
 * side of their thresholds.
 */
function toCell(datatype: TensorSpec['datatype'], random: number, row: number): unknown {
  const SIZES = [1, 0.1, 10, 1000];
  switch (datatype) {
    case 'BYTES':
      return String(Math.floor(random * 4));
    case 'BOOL':
      return random < 0.5;
    case 'FP32':
    case 'FP64':
      return (random - (row % 8 < 4 ? 0 : 0.5)) * (SIZES[row % SIZES.length] ?? 1);
    default:
      return Math.floor(random * 4);
  }
}

function toOne(datatype: TensorSpec['datatype']): unknown {
  return datatype === 'BYTES' ? '1' : datatype === 'BOOL' ? true : 1;
}

/**
 * The same numbers each time: a version's record must not depend on chance. Numerical Recipes' linear
 * congruential generator.
 */
function pseudoRandom(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
