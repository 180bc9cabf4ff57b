import { Buffer } from 'node:buffer';
import { LIMITS } from '../../contract/limits.ts';
import { MaasError } from '../errors.ts';
import { parseJson } from '../json/lossless-json.ts';
import { isJsonObject } from '../json/json-object.ts';

/** The types of a value of JSON per line, of which SageMaker's is the first. */
export const JSON_LINES = /\/(x-)?(jsonlines|jsonl|ndjson)\b/i;

/**
 * An instance per line, as SageMaker's batch transform sends them; empty lines are passed over.
 * @throws MaasError INVALID_REQUEST naming the line, PAYLOAD_TOO_LARGE
 */
export function parseJsonLines(content: Uint8Array): unknown[] {
  // A letter for each byte: what is no UTF-8 has to come as it is to where it is refused.
  const text = Buffer.from(content).toString('latin1').replace(/^ï»¿/, '');
  const lines = [...text.split('\n').entries()].filter(([, line]) => /[^ \t\r]/.test(line));
  if (lines.length > LIMITS.callRows) {
    throw new MaasError(
      'PAYLOAD_TOO_LARGE',
      `A call may have ${LIMITS.callRows} lines; got ${lines.length}.`,
    );
  }
  // All at once, as the limits of JSON hold for all lines together.
  const values = tryParse(`[${lines.map(([, line]) => line).join()}]`);
  if (values?.length === lines.length && lines.length > 0) return values.map(toInstance);
  const [place = 0] = lines.find(([, line]) => tryParse(`[${line}]`)?.length !== 1) ?? [];
  throw new MaasError('INVALID_REQUEST', `Line ${place + 1} is no instance in JSON of UTF-8.`);
}

function tryParse(latin1: string): unknown[] | undefined {
  try {
    return parseJson(Buffer.from(latin1, 'latin1')) as unknown[];
  } catch (error) {
    if ((error as MaasError).code === 'INVALID_REQUEST') return undefined;
    throw error;
  }
}

/** SageMaker's own algorithms have a row under `features`. */
function toInstance(value: unknown): unknown {
  return isJsonObject(value) && Array.isArray(value.features) && Object.keys(value).length === 1
    ? value.features
    : value;
}
