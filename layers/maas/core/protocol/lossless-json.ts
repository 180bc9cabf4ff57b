import { MaasError } from '../errors.ts';
import { LIMITS } from '../../contract/limits.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** 2^53 has 16 digits: a text without so long a run of digits has no integer that a double would bend. */
const LONG_DIGITS = /\d{16}/;
const INTEGER = /^-?\d+$/;

/**
 * Parses JSON from UTF-8. Integers beyond 2^53 come out as bigint, all other numbers as number.
 * @throws MaasError INVALID_REQUEST for text that is not UTF-8, not JSON, or nested too deeply
 */
export function parseJson(bytes: Uint8Array): unknown {
  checkDepth(bytes);
  const text = decodeText(bytes);
  try {
    return LONG_DIGITS.test(text) ? JSON.parse(text, reviveBigInteger) : JSON.parse(text);
  } catch (error) {
    throw new MaasError('INVALID_REQUEST', `The body is not JSON: ${(error as Error).message}.`, { cause: error });
  }
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new MaasError('INVALID_REQUEST', 'The body is not valid UTF-8; JSON must be sent in UTF-8.', { cause: error });
  }
}

function reviveBigInteger(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source ?? '';
  return INTEGER.test(source) ? BigInt(source) : value;
}

/** Before anything is built: what is nested deeper than any tensor is an attack on whoever walks it. */
function checkDepth(bytes: Uint8Array): void {
  let depth = 0;
  let isString = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (isString) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) isString = false;
    } else if (byte === QUOTE) isString = true;
    else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
      if (++depth > LIMITS.jsonDepth) throw new MaasError('INVALID_REQUEST', `The JSON is nested more than ${LIMITS.jsonDepth} levels deep.`);
    } else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) depth--;
  }
}
