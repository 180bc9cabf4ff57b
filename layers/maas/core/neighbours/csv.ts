import { LIMITS } from '../../contract/limits.ts';
import { MaasError } from '../errors.ts';

/** A field without quotes, or what is left behind one in quotes; then what ends it. */
const PLAIN = /([^",\r\n]*)(,|\r\n|\n|\r|$)/y;
const END = /()(,|\r\n|\n|\r|$)/y;

/**
 * The rows of a CSV text by RFC 4180; lines without anything are passed over.
 * @throws MaasError INVALID_REQUEST naming the line, PAYLOAD_TOO_LARGE
 */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let cells = 0;
  let row: string[] = [];
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  while (at < text.length || row.length > 0) {
    const closing = text[at] === '"' ? findClosing(text, at + 1) : undefined;
    const quoted = closing === undefined ? undefined : text.slice(at + 1, closing);
    const pattern = closing === undefined ? PLAIN : END;
    pattern.lastIndex = closing === undefined ? at : closing + 1;
    const match = pattern.exec(text);
    if (!match) {
      throw new MaasError(
        'INVALID_REQUEST',
        `Line ${rows.length + 1} of the CSV has a quote that is not closed, or stands inside a ` +
          'field; write it twice inside quotes.',
      );
    }
    const [, plain = '', end] = match;
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    at = pattern.lastIndex;
    if (++cells > LIMITS.csvCells) throw createTooManyError('cells', LIMITS.csvCells);
    if (end === ',') continue;
    if (row.length > 1 || row[0] !== '' || quoted !== undefined) rows.push(row);
    if (rows.length > LIMITS.callRows + 1) throw createTooManyError('rows', LIMITS.callRows);
    row = [];
  }
  return rows;
}

/**
 * Finds the quote that closes a field: a regular expression would need stack for each character.
 * @returns undefined where none does
 */
function findClosing(text: string, from: number): number | undefined {
  for (let at = text.indexOf('"', from); at !== -1; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at;
  }
  return undefined;
}

function createTooManyError(things: string, most: number): MaasError {
  return new MaasError(
    'PAYLOAD_TOO_LARGE',
    `The CSV has more than the ${most} ${things} that one call may have; send it in several calls.`,
  );
}

/** A line per prediction: its value, or its values side by side. */
export function formatCsv(predictions: readonly unknown[]): string {
  return predictions
    .map((prediction) => `${listCells(prediction).map(formatCell).join(',')}\n`)
    .join('');
}

function listCells(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null
    ? Object.values(value).flatMap(listCells)
    : [value];
}

/** What is no number is null in JSON; an empty line would be passed over by who reads it. */
function formatCell(cell: unknown): string {
  const text = cell === null ? 'nan' : `${cell as string | number | boolean | bigint}`;
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
