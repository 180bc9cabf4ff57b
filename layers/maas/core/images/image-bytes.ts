import { Buffer } from 'node:buffer';
import { MaasError } from '../errors.ts';
import { quote } from '../quote.ts';

const DATA_URL = /^data:[^,]*?(;base64)?,/i;
const BASE64 = /^(?:[A-Za-z0-9+/]*|[A-Za-z0-9_-]*)(={0,2})$/;

/** The first bytes of other files that are sent as pictures. A CSV may begin with BMI. */
const OTHERS: readonly (readonly [string, RegExp])[] = [
  ['GIF', /^GIF8/],
  ['BMP', /^BM.{0,3}\0/s],
  ['TIFF', /^(?:II[*+]\0|MM\0[*+])/],
  ['PDF', /^%PDF/],
  ['HEIC or AVIF', /^\0...ftyp/s],
  ['JPEG 2000', /^(?:\0...jP {2}|\xff\x4f\xff\x51)/s],
  ['JPEG XL', /^\0...JXL /s],
  ['ICO', /^\0\0[^\0]\0[^\0]\0/],
  ['PPM or PGM', /^P[1-7]\s+[\d#]/],
  ['SVG or other XML', /^(?:\xef\xbb\xbf)?\s*<(?:\?xml|!DOCTYPE|svg)/i],
  ['text', /^[\s -~]*$/],
];
const KNOWN = /^(?:\xff\xd8\xff|\x89PNG\r\n|RIFF....WEBP)/s;
/** Beside these, files that are documents or text to most models. */
const NO_PICTURES = ['PDF', 'SVG or other XML', 'text'];
const LONGEST_BEGINNING = 64;

/** Tells whether bytes begin as a picture does, of whatever format: no JSON begins so. */
export function isPicture(bytes: Uint8Array): boolean {
  const beginning = readBeginning(bytes);
  return (
    KNOWN.test(beginning) ||
    OTHERS.some(([name, pattern]) => !NO_PICTURES.includes(name) && pattern.test(beginning))
  );
}

/**
 * A picture's bytes from base64, the URL-safe kind too, or from a data URL, whose media type is not
 * looked at: the bytes say what they are.
 * @throws MaasError INVALID_REQUEST
 */
export function decodeImageText(text: string): Uint8Array {
  if (/^https?:/i.test(text)) {
    throw new MaasError(
      'INVALID_REQUEST',
      'A picture is sent as base64, as a data URL or as the body itself; this service fetches ' +
        `no addresses, got ${quote(text)}.`,
    );
  }
  const [header, isBase64] = DATA_URL.exec(text) ?? [];
  if (header !== undefined && isBase64 === undefined) {
    throw new MaasError(
      'INVALID_REQUEST',
      `A data URL of a picture must say ";base64"; got ${quote(text)}.`,
    );
  }
  const data = text.slice(header?.length ?? 0).replaceAll(/\s/g, '');
  const [, padding = ''] = BASE64.exec(data) ?? [undefined, '?'];
  if (data === '' || padding === '?') {
    throw new MaasError(
      'INVALID_REQUEST',
      `A picture must be base64 or a data URL; got ${quote(text)}.`,
    );
  }
  if (padding === '' ? data.length % 4 === 1 : data.length % 4 !== 0) {
    throw new MaasError(
      'INVALID_REQUEST',
      `A picture's base64 is not whole: ${data.length} ` +
        `characters${padding === '' ? '' : `, ${padding.length} of them padding`}.`,
    );
  }
  return Buffer.from(data, 'base64');
}

/**
 * By their beginning alone, before any decoder sees them.
 * @throws MaasError INVALID_REQUEST for bytes that are no JPEG, PNG or WebP, whatever they were
 *   called
 */
export function requireKnownFormat(bytes: Uint8Array): void {
  const beginning = readBeginning(bytes);
  if (KNOWN.test(beginning)) return;
  const [name] = OTHERS.find(([, pattern]) => pattern.test(beginning)) ?? [];
  throw new MaasError(
    'INVALID_REQUEST',
    'A picture must be a JPEG, PNG or WebP; got ' +
      `${bytes.length === 0 ? 'nothing' : `${bytes.length} bytes of ${name ?? 'another kind'}`}.`,
  );
}

function readBeginning(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, LONGEST_BEGINNING)).toString('latin1');
}
