import { MaasError } from '../errors.ts';

/** A field in quotes, or up to the next comma or line; then what ends it. */
const FIELD = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/y;

/** The rows of a CSV text by RFC 4180; lines without anything are passed over. @throws MaasError INVALID_REQUEST naming the line */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  while (at < text.length || row.length > 0) {
    FIELD.lastIndex = at;
    const match = FIELD.exec(text);
    if (!match) throw new MaasError('INVALID_REQUEST', `Line ${rows.length + 1} of the CSV has a quote that is not closed, or stands inside a field; write it twice inside quotes.`);
    const [whole, quoted, plain = '', end] = match;
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    at += whole.length;
    if (end === ',') continue;
    if (row.length > 1 || row[0] !== '' || quoted !== undefined) rows.push(row);
    row = [];
  }
  return rows;
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
