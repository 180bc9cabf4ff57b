import { LIMITS } from '../../contract/limits.ts';
import { MaasError } from '../errors.ts';

/** A field in quotes, or up to the next comma or line; then what ends it. */
const FIELD = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/y;

/** The rows of a CSV text by RFC 4180; lines without anything are passed over. @throws MaasError INVALID_REQUEST naming the line, PAYLOAD_TOO_LARGE */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let cells = 0;
  let row: string[] = [];
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  while (at < text.length || row.length > 0) {
    FIELD.lastIndex = at;
    const match = FIELD.exec(text);
    if (!match) throw new MaasError('INVALID_REQUEST', `Line ${rows.length + 1} of the CSV has a quote that is not closed, or stands inside a field; write it twice inside quotes.`);
    const [whole, quoted, plain = '', end] = match;
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    at += whole.length;
    if (++cells > LIMITS.csvCells) throw createTooManyError('cells', LIMITS.csvCells);
    if (end === ',') continue;
    if (row.length > 1 || row[0] !== '' || quoted !== undefined) rows.push(row);
    if (rows.length > LIMITS.callRows + 1) throw createTooManyError('rows', LIMITS.callRows);
    row = [];
  }
  return rows;
}

function createTooManyError(things: string, most: number): MaasError {
  return new MaasError('PAYLOAD_TOO_LARGE', `The CSV has more than the ${most} ${things} that one call may have; send it in several calls.`);
}

/** A line per prediction: its value, or its values side by side. */
export function formatCsv(predictions: readonly unknown[]): string {
  return predictions.map((prediction) => `${listCells(prediction).map(formatCell).join(',')}\n`).join('');
}

function listCells(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(listCells) : [value];
}

function formatCell(cell: unknown): string {
  const text = cell === null ? '' : `${cell as string | number | boolean | bigint}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
