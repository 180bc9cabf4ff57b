import path from 'node:path';
import { CliError } from '../errors.ts';

export const FORMATS = ['text', 'lines', 'json', 'jsonl', 'csv', 'tsv', 'image'] as const;
export type Format = (typeof FORMATS)[number];

export const BY_EXTENSION: Readonly<Record<string, Format>> = {
  '.csv': 'csv',
  '.tsv': 'tsv',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.json': 'json',
  '.txt': 'lines',
  '.jpg': 'image',
  '.jpeg': 'image',
  '.png': 'image',
  '.webp': 'image',
};

const TABLE = 'save it as .csv, as pandas does by frame.to_csv(path, index=False)';
const PICTURE = 'save it as .png or .jpg';
const PACKED = 'unpack it';
/** Kinds of files that people have, and what makes one of them that is read. */
const OTHERS: Readonly<Record<string, string>> = {
  '.parquet': TABLE,
  '.feather': TABLE,
  '.xlsx': TABLE,
  '.xls': TABLE,
  '.ods': TABLE,
  '.npy': TABLE,
  '.npz': TABLE,
  '.pkl': TABLE,
  '.gif': PICTURE,
  '.bmp': PICTURE,
  '.tif': PICTURE,
  '.tiff': PICTURE,
  '.heic': PICTURE,
  '.avif': PICTURE,
  '.svg': PICTURE,
  '.gz': PACKED,
  '.zip': PACKED,
  '.tar': PACKED,
  '.pdf': 'save its text as .txt, a text a line',
  '.docx': 'save its text as .txt, a text a line',
};

/** @throws CliError where the name says that it is of another kind */
export function requireReadable(file: string): void {
  const extension = toExtension(file);
  const fix = OTHERS[extension];
  if (fix === undefined) return;
  const read = Object.keys(BY_EXTENSION).join(', ');
  throw new CliError('usage', `'${file}' is no file that predict reads: these are ${read}.`, {
    fix: `${fix}, or say --format`,
  });
}

/** Tells whether a text is the name of a file, which is not there. */
export function isPath(text: string): boolean {
  if (/\s/.test(text)) return false;
  const extension = toExtension(text);
  const isKnown = extension in BY_EXTENSION || extension in OTHERS;
  return isKnown || /^(~|\.{1,2})?\/.|^[a-z]:\\./i.test(text);
}

export function createMissingError(file: string): CliError {
  return new CliError('usage', `There is no file '${file}'.`, {
    fix: `ls, or --format text if '${file}' is the text itself`,
  });
}

function toExtension(file: string): string {
  return path.extname(file).toLowerCase();
}
