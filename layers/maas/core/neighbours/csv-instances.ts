import type { TaskVersion } from '../tasks/task/task.ts';
import { MaasError } from '../errors.ts';
import { quote } from '../quote.ts';
import { findColumns } from '../tasks/tabular/table-config.ts';
import { toInputName } from '../tasks/tabular/table-rows.ts';
import type { TensorSpec } from '../tensor.ts';
import { readCsvCell } from './csv-cells.ts';
import { parseCsv } from './csv.ts';
import { isTable } from './instances.ts';
import { toNamedRows } from './named-rows.ts';

/**
 * The rows of a CSV body: by the names of its first line, or in the order of the model's columns
 * where it has no such line (SageMaker's way).
 * @param header what the content type says of the first line (RFC 4180); where it says nothing, the
 *   line itself tells
 * @throws MaasError INVALID_REQUEST
 */
export function readCsvInstances(
  bytes: Uint8Array,
  header: boolean | undefined,
  version: TaskVersion,
): unknown[] {
  const [first = [], ...rest] = parseCsv(decodeText(bytes));
  requireCommas(first, version);
  const isHeader = header ?? namesColumns(first, version);
  const rows = isHeader ? rest : [first, ...rest];
  if (rows.length === 0 || first.length === 0) {
    throw new MaasError(
      'INVALID_REQUEST',
      'The CSV has no row; send one or more, after a line with the names of the columns if you ' +
        'like.',
    );
  }
  const names = isHeader ? first.map((name) => name.trim()) : undefined;
  const cells = rows.map((row) =>
    row.map((cell, column) => readCsvCell(cell, findInput(version, names?.[column], column))),
  );
  return names ? toNamedRows('the CSV', requireNoIndex(names), cells) : cells;
}

/**
 * Values between other signs than commas are one cell to a CSV, and its first line looks like a
 * name.
 */
function requireCommas(first: readonly string[], version: TaskVersion): void {
  const line = first.join(',');
  const isOneCell = first.length === 1 && !readsOneColumn(version);
  const [, separator] =
    (isOneCell ? /([;\t|])/.exec(line) : undefined) ??
    (takesNumbersAlone(version) ? /^[ \d.,+-]*([;\t|])/.exec(line) : undefined) ??
    [];
  if (separator === undefined) return;
  throw new MaasError(
    'INVALID_REQUEST',
    `The CSV has ${quote(separator)} between its values, as in ${quote(line)}; put commas there, ` +
      'and points into decimal numbers (in pandas: to_csv(index=False)).',
  );
}

/** pandas' `to_csv` writes the index first, under no name. */
function requireNoIndex(names: readonly string[]): readonly string[] {
  if (names[0] !== '' || names.length === 1) return names;
  throw new MaasError(
    'INVALID_REQUEST',
    'The first column of the CSV has no name, as the index of a pandas DataFrame has none; leave ' +
      'it out: to_csv(index=False).',
  );
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new MaasError('INVALID_REQUEST', 'The CSV is not UTF-8.', { cause: error });
  }
}

/** Names that the model knows, what cannot be its cells, or what texts are usually called. */
function namesColumns(first: readonly string[], version: TaskVersion): boolean {
  const {
    signature: { inputs },
    config,
  } = version;
  const known = new Set([
    ...inputs.map(({ name }) => name),
    ...findColumns(config),
    'text',
    'inputs',
    'sentence',
  ]);
  if (first.some((cell) => known.has(cell.trim()) || known.has(toInputName(cell.trim())))) {
    return true;
  }
  return (
    takesNumbersAlone(version) &&
    (first.length === 1 ? first : first.slice(first[0] === '' ? 1 : 0)).every(
      (cell) => cell.trim() !== '' && typeof readCsvCell(cell, undefined) === 'string',
    )
  );
}

function takesNumbersAlone({ task, signature: { inputs } }: TaskVersion): boolean {
  return readsColumns(task) && inputs.every(({ datatype }) => datatype !== 'BYTES');
}

/** Or one of any width. */
function readsOneColumn({ task, signature: { inputs } }: TaskVersion): boolean {
  const [{ shape } = { shape: [] }] = inputs;
  return !readsColumns(task) || (inputs.length === 1 && (shape.at(-1) ?? 1) <= 1);
}

function readsColumns({ name }: TaskVersion['task']): boolean {
  return name === 'tensor' || isTable(name);
}

/**
 * The input that a column goes to, by its name or its place; a model with one input has it for all.
 */
function findInput(
  { signature: { inputs } }: TaskVersion,
  name: string | undefined,
  column: number,
): TensorSpec | undefined {
  return (
    inputs.find(
      (input) => name !== undefined && (input.name === name || input.name === toInputName(name)),
    ) ?? (inputs.length === 1 ? inputs[0] : inputs[column])
  );
}
