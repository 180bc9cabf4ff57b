import { createReadStream, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { CliError } from '../errors.ts';
import {
  BY_EXTENSION,
  createMissingError,
  isPath,
  requireReadable,
  type Format,
} from './file-kinds.ts';
import { decodeStream, decodeText, splitLines } from './decode-text.ts';
import { takeFullLines, type FullLine, type LeftOut } from './full-lines.ts';

/** A row of a table, by column. */
export type Row = Readonly<Record<string, string>>;

/** The input of a prediction, read before its task is known. */
export type Input =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'lines'; readonly items: AsyncIterable<string>; readonly leftOut: LeftOut }
  | { readonly kind: 'body'; readonly body: unknown }
  | { readonly kind: 'items'; readonly items: AsyncIterable<unknown> }
  | { readonly kind: 'rows'; readonly items: AsyncIterable<Row>; readonly delimiter: string }
  | { readonly kind: 'image'; readonly bytes: Uint8Array<ArrayBuffer> };

/**
 * @param given a text, JSON, a file, or `-` for stdin
 * @param wanted the format, where neither the name nor the first bytes say it
 * @throws CliError
 */
export async function readInput(given: string, wanted: Format | undefined): Promise<Input> {
  if (given === '-') return readStdin(wanted);
  const stat = statSync(given, { throwIfNoEntry: false });
  if (wanted === undefined && stat?.isDirectory() === true) {
    throw new CliError('usage', `'${given}' is a folder, and a text or a file is needed.`, {
      fix: `name a file in it, or --format text if '${given}' is the text itself`,
    });
  }
  if (stat === undefined || stat.isDirectory()) {
    if (wanted === 'text') return { kind: 'text', text: given };
    const value = wanted === undefined || wanted === 'json' ? tryJson(given) : undefined;
    if (value !== undefined) return fromJson(value);
    if (wanted !== undefined || isPath(given)) throw createMissingError(given);
    return { kind: 'text', text: given };
  }
  if (wanted === undefined) requireReadable(given);
  const format = wanted ?? BY_EXTENSION[path.extname(given).toLowerCase()] ?? 'lines';
  if (format === 'image') return { kind: 'image', bytes: new Uint8Array(readFileSync(given)) };
  if (format === 'text') return { kind: 'text', text: decodeText(readFileSync(given), given) };
  if (format === 'json') return fromJson(parseJson(decodeText(readFileSync(given), given), given));
  return readStream(createReadStream(given), format, given);
}

/** A list is inputs, as of pandas' `to_json(orient='records')`; an object is a request's body. */
function fromJson(value: unknown): Input {
  if (typeof value === 'string') return { kind: 'text', text: value };
  return Array.isArray(value)
    ? { kind: 'items', items: toAsync(value) }
    : { kind: 'body', body: value };
}

/** JSON of a list or an object; a text that begins as `[MASK] …` does is none. */
function tryJson(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function readStream(
  stream: NodeJS.ReadableStream,
  format: 'lines' | 'jsonl' | 'csv' | 'tsv',
  name: string,
): Input {
  const texts = decodeStream(stream, name);
  if (format === 'lines') return toLines(splitLines(texts));
  if (format === 'jsonl') return toItems(splitLines(texts), name);
  const delimiter = format === 'csv' ? ',' : '\t';
  return { kind: 'rows', items: parseTable(texts, delimiter, name), delimiter };
}

async function readStdin(wanted: Format | undefined): Promise<Input> {
  if (process.stdin.isTTY) process.stderr.write('Reading stdin; Ctrl-D ends it.\n');
  if (wanted === 'csv' || wanted === 'tsv' || wanted === 'jsonl' || wanted === 'lines') {
    return readStream(process.stdin, wanted, 'stdin');
  }
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  if (wanted === 'image' || isPicture(bytes)) {
    return { kind: 'image', bytes: new Uint8Array(bytes) };
  }
  const text = decodeText(bytes, 'stdin');
  if (wanted === 'text') return { kind: 'text', text };
  if (wanted === 'json') return fromJson(parseJson(text, 'stdin'));
  return sniff(text);
}

/** JSON, lines of JSON, or lines of text. */
function sniff(text: string): Input {
  const lines = text.split(/\r\n|\n|\r/);
  const value = tryJson(text);
  if (value !== undefined) return fromJson(value);
  if (/^\s*[[{]/.test(text)) return toItems(toAsync(lines), 'stdin');
  const [only, ...more] = lines.filter((line) => line.trim() !== '');
  if (only !== undefined && more.length === 0) return { kind: 'text', text: only };
  return toLines(toAsync(lines));
}

function toLines(lines: AsyncIterable<string>): Input {
  const leftOut = { count: 0, first: [] };
  return { kind: 'lines', items: takeTexts(takeFullLines(lines, leftOut)), leftOut };
}

function toItems(lines: AsyncIterable<string>, name: string): Input {
  return { kind: 'items', items: parseLines(takeFullLines(lines), name) };
}

async function* takeTexts(lines: AsyncIterable<FullLine>): AsyncGenerator<string> {
  for await (const { text } of lines) yield text;
}

function isPicture(bytes: Buffer): boolean {
  const start = bytes.subarray(0, 12).toString('latin1');
  return /^(\xff\xd8\xff|\x89PNG|RIFF....WEBP)/s.test(start);
}

async function* toAsync<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) yield await Promise.resolve(item);
}

async function* parseLines(lines: AsyncIterable<FullLine>, name: string): AsyncGenerator {
  for await (const { text, number } of lines) yield parseJson(text, `line ${number} of ${name}`);
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, '')) as unknown;
  } catch (error) {
    throw new CliError('usage', `${where} is not JSON: ${(error as Error).message}`, {
      fix: 'mend it, or say --format text, lines, jsonl or csv',
    });
  }
}

async function* parseTable(
  texts: AsyncIterable<string>,
  delimiter: string,
  name: string,
): AsyncGenerator<Row> {
  const columns = (names: string[]): string[] => checkNames(names, name);
  const parser = parse({ columns, delimiter, skip_empty_lines: true });
  const stream = Readable.from(texts);
  stream.on('error', (error: Error) => parser.destroy(error)).pipe(parser);
  try {
    for await (const row of parser) yield row as Row;
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || !String(error.code).startsWith('CSV_')) {
      throw error;
    }
    throw new CliError('usage', `${name} is not a table with a line of names: ${error.message}`, {
      fix: 'mend that line, or say --format tsv where tabs separate',
    });
  }
}

const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;

/** @throws CliError where values would be lost, or columns are not told apart */
function checkNames(names: string[], table: string): string[] {
  const seen = new Set<string>();
  const twice = names.find((name) => seen.size === seen.add(name).size);
  if (twice !== undefined) {
    throw new CliError('usage', `${table} has the column '${twice}' twice.`, {
      fix: 'give one of them another name',
    });
  }
  // Without a line of names the first row would be lost; whole numbers may be names, as pandas'.
  if (names.every((name) => NUMBER.test(name)) && names.some((name) => name.includes('.'))) {
    throw new CliError('usage', `${table} has no line of names: it begins with ${names.join()}.`, {
      fix: 'put a line with the names of the columns before it',
    });
  }
  const [only = ''] = names;
  const other = names.length === 1 ? /[;\t|]/.exec(only)?.[0] : undefined;
  if (other === undefined) return names;
  const shown = other === '\t' ? 'tabs' : `'${other}'`;
  throw new CliError('usage', `${table} has one column, '${only}': ${shown} may separate them.`, {
    fix: other === '\t' ? 'the same command with --format tsv' : 'save it with commas',
  });
}
