import { promisify } from 'node:util';
import type { InputType, ZlibOptions } from 'node:zlib';
import { LIMITS } from '../contract/limits.ts';
import { MaasError } from '../core/errors.ts';
import { quote } from '../core/quote.ts';

/** The answer of zlib with `info`: `bytesWritten` is how many bytes of the input it took. */
interface Inflated {
  readonly buffer: Uint8Array;
  readonly engine: { readonly bytesWritten: number };
}
type Inflate = (input: InputType, options: ZlibOptions & { info: true }) => Promise<Inflated>;

type Decoder = 'gunzip' | 'inflate' | 'inflateRaw';

/** More than one coding after the other is a way to write a bomb, and nothing else. */
const MOST_CODINGS = 1;

/**
 * A request's body as it was before its Content-Encoding.
 * @throws MaasError UNSUPPORTED_MEDIA_TYPE, PAYLOAD_TOO_LARGE, INVALID_REQUEST when it is cut or
 *   corrupt
 */
export async function decodeBody(
  body: Uint8Array,
  contentEncoding: string | undefined,
  maxBytes: number = LIMITS.decodedRequestBytes,
): Promise<Uint8Array> {
  const codings = (contentEncoding ?? '')
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
  const [coding] = codings;
  if (coding === undefined || body.length === 0) return body;
  const decoder = codings.length <= MOST_CODINGS ? findDecoder(coding, body) : undefined;
  if (!decoder) {
    throw new MaasError(
      'UNSUPPORTED_MEDIA_TYPE',
      `The Content-Encoding ${quote(contentEncoding)} is not known here; send gzip, deflate or ` +
        'none.',
    );
  }
  return decompress(decoder, body, coding, maxBytes);
}

function findDecoder(coding: string, body: Uint8Array): Decoder | undefined {
  if (coding === 'gzip' || coding === 'x-gzip') return 'gunzip';
  if (coding === 'deflate') return hasZlibHeader(body) ? 'inflate' : 'inflateRaw';
  return undefined;
}

/**
 * `deflate` means RFC 1950, yet some clients send RFC 1951: the two are told apart by the header's
 * own checksum.
 */
function hasZlibHeader([first = 0, second = 0]: Uint8Array): boolean {
  return (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0;
}

/** `node:zlib` is loaded with the first body that needs it: a start would wait for it. */
async function loadDecoder(name: Decoder): Promise<Inflate> {
  const zlib = await import('node:zlib');
  return promisify(zlib[name]) as unknown as Inflate;
}

async function decompress(
  name: Decoder,
  body: Uint8Array,
  coding: string,
  maxBytes: number,
): Promise<Uint8Array> {
  const decode = await loadDecoder(name);
  const { buffer, engine } = await decode(body, { maxOutputLength: maxBytes, info: true }).catch(
    (error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
        throw new MaasError(
          'PAYLOAD_TOO_LARGE',
          `The body has more than ${maxBytes} bytes when it is decompressed; send less at once.`,
          { cause: error },
        );
      }
      throw new MaasError(
        'INVALID_REQUEST',
        `The body is not a whole ${coding} stream; it was cut or damaged on its way.`,
        { cause: error },
      );
    },
  );
  if (engine.bytesWritten !== body.length) {
    throw new MaasError(
      'INVALID_REQUEST',
      `The body goes on after the end of its ${coding} stream.`,
    );
  }
  return buffer;
}
