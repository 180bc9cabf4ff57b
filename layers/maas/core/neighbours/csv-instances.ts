import type { TaskVersion } from '../tasks/task/task.ts';
import { MaasError } from '../errors.ts';
import { findColumns } from '../tasks/tabular/table-config.ts';
import { toInputName } from '../tasks/tabular/table-rows.ts';
import type { TensorSpec } from '../tensor.ts';
import { parseCsv } from './csv.ts';
import { isTable } from './instances.ts';

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
  const isHeader = header ?? namesColumns(first, version);
  const rows = isHeader ? rest : [first, ...rest];
  if (rows.length === 0 || first.length === 0) {
    throw new MaasError(
      'INVALID_REQUEST',
      'The CSV has no row; send one or more, after a line with the names of the columns if you ' +
        'like.',
    );
  }
  return rows.map((row, index) =>
    isHeader
      ? toObject(first, row, index, version)
      : row.map((cell, column) => toCell(cell, findInput(version, undefined, column))),
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
function namesColumns(
  first: readonly string[],
  { task, signature: { inputs }, config }: TaskVersion,
): boolean {
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
  const takesNumbersAlone =
    (task.name === 'tensor' || isTable(task.name)) &&
    inputs.every(({ datatype }) => datatype !== 'BYTES');
  return (
    takesNumbersAlone &&
    first.every(
      (cell) =>
        cell.trim() !== '' &&
        Number.isNaN(Number(cell)) &&
        !/^(nan|true|false|null|-?inf(inity)?)$/i.test(cell.trim()),
    )
  );
}

function toObject(
  names: readonly string[],
  row: readonly string[],
  index: number,
  version: TaskVersion,
): Record<string, unknown> {
  if (row.length !== names.length) {
    throw new MaasError(
      'INVALID_REQUEST',
      `Row ${index} of the CSV has ${row.length} values for ${names.length} columns.`,
    );
  }
  return Object.fromEntries(
    row.map((cell, column) => [
      names[column]?.trim() ?? '',
      toCell(cell, findInput(version, names[column]?.trim(), column)),
    ]),
  );
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

/**
 * As pandas reads a cell: a number where one can be, nothing where none is. A column of strings
 * keeps what stands there.
 */
function toCell(cell: string, input: TensorSpec | undefined): string | number | null {
  if (
    cell === '' ||
    (input?.datatype !== 'BYTES' && /^(nan|na|n\/a|null|none)$/i.test(cell.trim()))
  ) {
    return null;
  }
  const number = Number(cell);
  return input?.datatype === 'BYTES' || cell.trim() === '' || Number.isNaN(number) ? cell : number;
}
