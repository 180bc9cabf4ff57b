import * as z from 'zod/mini';
import { LIMITS } from '../../../contract/limits.ts';
import { MaasError } from '../../errors.ts';
import { quote } from '../../quote.ts';
import type { Signature, TensorSpec, Tensors } from '../../tensor.ts';
import { parseCells } from './table-cells.ts';
import type { TableConfig } from './table-config.ts';

/** Columns that a sentence lists. */
const MOST_TOLD = 30;

export const Rows = z.lazy(() =>
  z
    .array(z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]))
    .check(
      z.minLength(1, 'must have one row or more'),
      z.maxLength(LIMITS.callRows),
      z.describe(
        'Rows of a table: an object by column name, or a list in the order of the columns. Numbers ' +
          'may be text; null is a missing value.',
      ),
    ),
);
type Row = z.infer<typeof Rows>[number];

/**
 * Rows of JSON as the model's inputs.
 * @throws MaasError INVALID_REQUEST, INVALID_TENSOR naming row and column
 */
export function toTableTensors(
  rows: readonly Row[],
  { inputs }: Signature,
  { columns }: TableConfig,
): Tensors {
  const [first] = inputs;
  const spans =
    inputs.length === 1 && first && widthOf(first) < 0
      ? [{ spec: first, width: columns?.length ?? Object.keys(rows[0] ?? []).length }]
      : inputs.map((spec) => ({ spec, width: widthOf(spec) }));
  const names =
    columns ??
    spans.flatMap(({ spec, width }) =>
      width === 1 ? [spec.name] : new Array<undefined>(width).fill(undefined),
    );
  const cells = rows.map((row, index) => toCells(row, names, `Row ${index}`));
  let at = 0;
  return Object.fromEntries(
    spans.map(({ spec, width }) => {
      const from = at;
      at += width;
      const data = parseCells(cells, { datatype: spec.datatype, from, width, names });
      return [
        spec.name,
        {
          datatype: spec.datatype,
          shape: spec.shape.length === 1 ? [rows.length] : [rows.length, width],
          data,
        },
      ];
    }),
  );
}

/** Columns that an input takes; -1 where that is open. */
export function widthOf({ shape }: TensorSpec): number {
  return shape.length === 1 ? 1 : (shape[1] ?? -1);
}

function toCells(
  row: Row,
  names: readonly (string | undefined)[],
  place: string,
): readonly unknown[] {
  if (Array.isArray(row)) {
    if (row.length === names.length) return row;
    const known = names.includes(undefined) ? '' : `: ${listColumns(names)}`;
    throw new MaasError(
      'INVALID_REQUEST',
      `${place} has ${row.length} values; the model reads ${names.length} columns${known}.`,
    );
  }
  if (names.includes(undefined)) {
    throw new MaasError(
      'INVALID_REQUEST',
      `${place} names its columns, and the model knows no names: send each row as a list of ` +
        `${names.length} values, or upload the bundle with a columns.txt.`,
    );
  }
  const byName = new Map<string, unknown>();
  const unknown: string[] = [];
  for (const [column, value] of Object.entries(row)) {
    const name = names.includes(column) ? column : toInputName(column);
    if (byName.has(name)) {
      throw new MaasError(
        'INVALID_REQUEST',
        `${place} has the column ${quote(name)} twice, once as ${quote(column)}.`,
      );
    }
    if (names.includes(name)) byName.set(name, value);
    else unknown.push(column);
  }
  const missing = names.filter((name = '') => !byName.has(name));
  if (unknown.length > 0) {
    throw new MaasError(
      'INVALID_REQUEST',
      `${place} has ${nameColumns(unknown)}, which the model does not know; its columns are ` +
        `${listColumns(names)}.`,
    );
  }
  if (missing.length > 0) {
    throw new MaasError(
      'INVALID_REQUEST',
      `${place} lacks ${nameColumns(missing)}; send null where a value is missing.`,
    );
  }
  return names.map((name = '') => byName.get(name));
}

function nameColumns(names: readonly (string | undefined)[]): string {
  return `the ${names.length === 1 ? 'column' : 'columns'} ${listColumns(names)}`;
}

function listColumns(names: readonly (string | undefined)[]): string {
  return `${names.slice(0, MOST_TOLD).map(quote).join(', ')}${names.length > MOST_TOLD ? ', …' : ''}`;
}

/** skl2onnx writes "_" for what is no word character. */
export function toInputName(column: string): string {
  return column.replaceAll(/[^\p{L}\p{N}_]/gu, '_');
}
