import { statSync } from 'node:fs';
import type { MaasClient } from '../../client/index.ts';
import { CliError } from '../errors.ts';
import { readInput } from '../predict/read-input.ts';

/** As the service takes it. */
export type SentTruth = Extract<Parameters<MaasClient['feedback']>[1], readonly unknown[]>[number];

export interface TruthOptions {
  /** The column, or member, that has the truth. */
  readonly column: string;
  /** True if texts that look like numbers stay texts. */
  readonly text?: boolean;
}

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i;

/** A label, a number, or JSON of several. @throws CliError where that is none */
export function toTruth(
  text: string,
  { text: isText }: Pick<TruthOptions, 'text'>,
): SentTruth['truth'] {
  if (isText === true) return text;
  if (NUMBER.test(text)) return Number(text);
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text) as SentTruth['truth'];
  } catch {
    throw new CliError('usage', `'${text}' is no JSON.`, {
      fix: `the same command with --text, where it is a label`,
    });
  }
}

/**
 * The truths of a table or of JSON lines. Rows without one are left out.
 * @throws CliError
 */
export async function* readTruths(place: string, options: TruthOptions): AsyncGenerator<SentTruth> {
  if (place !== '-' && statSync(place, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new CliError('usage', `'${place}' is no file, and a prediction's id needs its truth.`, {
      fix: `serverless-maas feedback MODEL ${place} TRUTH`,
    });
  }
  const input = await readInput(place, place === '-' ? 'jsonl' : undefined);
  if (input.kind !== 'rows' && input.kind !== 'items') {
    throw new CliError('usage', `${place} is no table and no JSON lines.`, {
      fix: 'a file .csv, .tsv or .jsonl with predictionId, index and truth',
    });
  }
  let number = 0;
  for await (const item of input.items) {
    const read = readTruth(item, ++number, place, options);
    if (read) yield read;
  }
}

function readTruth(
  item: unknown,
  number: number,
  place: string,
  options: TruthOptions,
): SentTruth | undefined {
  const row = (typeof item === 'object' && item !== null ? item : {}) as Record<string, unknown>;
  const { predictionId, index = 0, [options.column]: truth } = row;
  if (typeof predictionId !== 'string' || !(options.column in row)) {
    const missing = typeof predictionId === 'string' ? options.column : 'predictionId';
    throw new CliError('usage', `Line ${number} of ${place} has no '${missing}'.`, {
      fix: 'serverless-maas predict … --ids writes predictionId and index; --column names the truth',
    });
  }
  if (truth === '' || truth === null || truth === undefined) return undefined;
  return {
    predictionId,
    index: Number(index),
    truth: typeof truth === 'string' ? toTruth(truth, options) : (truth as SentTruth['truth']),
  };
}
