import { Buffer, isAscii, isUtf8 } from 'node:buffer';
import { LIMITS } from '../../contract/limits.ts';
import { MaasError } from '../errors.ts';
import { adviseBytes, adviseSyntax } from './advise-syntax.ts';
import { isDeeperThan } from './json-depth.ts';
import { parseWithLiterals } from './json-literals.ts';

/**
 * 2^53 has 16 digits: without a number that begins with so many, there is no integer that a double
 * would bend.
 */
const LONG_INTEGER = /[[,:\s-]\d{16}/;
/**
 * More digits than any integer of 64 bits has; what is longer fits no tensor of integers, and a
 * double as well as a bigint.
 */
const INTEGER = /^-?\d{1,40}$/;

export interface ParseJsonOptions {
  /**
   * True if integers from 2^53 on are to come out as bigint; looking for them costs a quarter of
   * the parsing. @default true
   */
  readonly keepsIntegers?: boolean;
}

/**
 * Parses JSON from UTF-8. Integers beyond 2^53 come out as bigint, all other numbers as number, and
 * NaN and the infinities, which Python's clients write, as what `toNumber` reads.
 * @throws MaasError PAYLOAD_TOO_LARGE; INVALID_REQUEST for text that is not UTF-8, not JSON, or
 *   nested too deeply
 */
export function parseJson(
  bytes: Uint8Array,
  { keepsIntegers = true }: ParseJsonOptions = {},
): unknown {
  if (bytes.length > LIMITS.jsonBytes) {
    throw new MaasError(
      'PAYLOAD_TOO_LARGE',
      `The JSON has ${bytes.length} bytes; the limit is ${LIMITS.jsonBytes}. Send large ` +
        'tensors as binary data.',
    );
  }
  if (!isAscii(bytes) && !isUtf8(bytes)) {
    throw new MaasError(
      'INVALID_REQUEST',
      `The body is not valid UTF-8; JSON must be sent in UTF-8${adviseBytes(bytes)}.`,
    );
  }
  if (isDeeperThan(LIMITS.jsonDepth, bytes)) {
    throw new MaasError(
      'INVALID_REQUEST',
      `The JSON is nested more than ${LIMITS.jsonDepth} levels deep.`,
    );
  }
  const text = decodeText(bytes);
  const isExact = keepsIntegers && LONG_INTEGER.test(text);
  if (isExact) limitCommas(bytes);
  const parse = (json: string): unknown =>
    isExact ? JSON.parse(json, reviveBigInteger) : JSON.parse(json);
  try {
    return parse(text);
  } catch (error) {
    const value = parseWithLiterals(text, parse);
    if (value !== undefined) return value;
    throw new MaasError(
      'INVALID_REQUEST',
      `The body is not JSON: ${tellPlace(error as Error)}${adviseSyntax(text)}.`,
      { cause: error },
    );
  }
}

/** By line and column, as editors count. */
function tellPlace({ message }: Error): string {
  return message.replace(/(?: in JSON)? at position \d+ \((.*)\)$/, ' at $1');
}

/** @throws MaasError PAYLOAD_TOO_LARGE */
function limitCommas(bytes: Uint8Array): void {
  let commas = 0;
  for (
    let at = bytes.indexOf(COMMA);
    at !== -1 && commas <= LIMITS.exactJsonCommas;
    at = bytes.indexOf(COMMA, at + 1)
  ) {
    commas++;
  }
  if (commas <= LIMITS.exactJsonCommas) return;
  throw new MaasError(
    'PAYLOAD_TOO_LARGE',
    `JSON with integers of 16 digits or more may have ${LIMITS.exactJsonCommas} commas, as ` +
      'each of its values is then read exactly; send fewer at once, or large tensors as binary ' +
      'data.',
  );
}

const COMMA = 0x2c;

/** Without the byte order mark that some clients put first. */
function decodeText(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function reviveBigInteger(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source ?? '';
  return INTEGER.test(source) ? BigInt(source) : value;
}
