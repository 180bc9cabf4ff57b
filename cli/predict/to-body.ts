import { CliError } from '../errors.ts';
import type { Row } from './read-input.ts';

/** Members of a request that hold the inputs of a task. */
const MEMBERS = ['text', 'text_pair', 'question', 'context', 'image'] as const;
/** A line that is a whole request. */
const WHOLE = ['inputs', 'rows', 'tensors'];

export interface BodyOptions {
  /** The model's task, if the caller may know it. */
  readonly task: string | undefined;
  /** The column that has the text. */
  readonly column: string | undefined;
  /** A number for each class. */
  readonly scores: boolean;
}

/** A batch of rows as one request: texts where the model reads texts, else rows. */
export function rowsToBody(rows: readonly Row[], options: BodyOptions): object {
  const scores = options.scores ? { scores: true } : {};
  const columns = Object.keys(rows[0] ?? {});
  if (options.column !== undefined) {
    const { column } = options;
    if (!columns.includes(column)) throw createColumnError(`no column '${column}'`, columns);
    return { text: rows.map((row) => row[column] ?? ''), ...scores };
  }
  if (options.task?.startsWith('tabular-') === true) return { rows: toCells(rows), ...scores };
  const members = MEMBERS.filter((name) => columns.includes(name));
  if (members.length > 0) return { ...toLists(rows, members), ...scores };
  if (options.task === undefined) return { rows: toCells(rows), ...scores };
  const [only] = columns;
  if (columns.length === 1 && only !== undefined) {
    return { text: rows.map((row) => row[only] ?? ''), ...scores };
  }
  throw createColumnError(`no column 'text' for a model of ${options.task}`, columns);
}

function createColumnError(what: string, columns: readonly string[]): CliError {
  return new CliError('usage', `The table has ${what}; it has ${columns.join(', ')}.`, {
    fix: `the same command with --column ${columns[0] ?? 'NAME'}`,
  });
}

/** An empty cell is a missing value. */
function toCells(rows: readonly Row[]): Record<string, string | null>[] {
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, cell]) => [name, cell === '' ? null : cell]),
    ),
  );
}

function toLists(
  items: readonly Readonly<Record<string, unknown>>[],
  members: readonly string[],
): Record<string, unknown[]> {
  return Object.fromEntries(members.map((name) => [name, items.map((item) => item[name] ?? '')]));
}

/** Lines of JSON: texts, rows as lists or objects, or objects as a request has them. */
export function itemsToBody(items: readonly unknown[], { scores }: BodyOptions): object {
  const extra = scores ? { scores: true } : {};
  if (items.every((item) => typeof item === 'string')) return { text: items, ...extra };
  const objects = items.filter(isObject);
  if (objects.length < items.length) return { rows: items, ...extra };
  const members = MEMBERS.filter((name) => objects.every((item) => name in item));
  return members.length > 0
    ? { ...toLists(objects, members), ...extra }
    : { rows: objects, ...extra };
}

/** Tells whether a line is sent by itself, as it is. */
export function isWholeRequest(item: unknown): item is object {
  return isObject(item) && WHOLE.some((name) => name in item);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
