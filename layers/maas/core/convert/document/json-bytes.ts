import { Buffer } from 'node:buffer';
import { refuse } from '../faults/conversion-error.ts';

export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const BACKSLASH = 0x5c;
export const OPEN_LIST = 0x5b;
export const CLOSE_LIST = 0x5d;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;

export function isNumberStart(byte: number): boolean {
  return byte === 0x2d || (byte >= 0x30 && byte <= 0x39);
}

/** Letters, digits, "+", "-" and ".". */
export function isWordByte(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    byte === 0x2b ||
    byte === 0x2d ||
    byte === 0x2e
  );
}

/** @throws RejectionError NOT_CONVERTIBLE */
export function unescapeText(bytes: Uint8Array, start: number): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
  // XGBoost writes control characters as they are.
  // eslint-disable-next-line no-control-regex -- these are what has to be escaped
  const escaped = text.replaceAll(/[\0-\x1f]/g, (c) => JSON.stringify(c).slice(1, -1));
  try {
    return JSON.parse(`"${escaped}"`) as string;
  } catch {
    return refuse(
      `its file has a text at byte ${start} that is not JSON`,
      'upload the file as XGBoost wrote it',
    );
  }
}
