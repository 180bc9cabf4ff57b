import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../core/ports/clock.ts';
import { UploadRefusedError } from './upload-refused-error.ts';

/** Path under which the gateway takes the file store's uploads. */
export const UPLOAD_PATH = '/_store/';

/** Shortest key that signs as well as its algorithm can. */
export const SECRET_BYTES = 32;

/**
 * The right that a signed address gives: to write an object with this SHA-256, or a part of one.
 */
export interface UploadGrant {
  readonly key: string;
  readonly sizeBytes: number;
  readonly sha256?: string;
  readonly part?: { readonly uploadId: string; readonly partNumber: number };
}

/** The parameters that are signed. */
const SIGNED = ['expires', 'bytes', 'sha256', 'upload', 'part'] as const;

/**
 * Addresses that allow one PUT of exactly these bytes under exactly this key, until they expire:
 * what S3's presigned URLs are, for a file store.
 */
export class UploadUrls {
  readonly #secret: string;
  readonly #baseUrl: string;
  readonly #clock: Clock;

  /** @param baseUrl address of the gateway */
  constructor(secret: string, baseUrl: string, clock: Clock) {
    if (Buffer.byteLength(secret) < SECRET_BYTES) {
      throw new RangeError(
        `The secret that signs upload addresses needs ${SECRET_BYTES} bytes or more; got ` +
          `${Buffer.byteLength(secret)}.`,
      );
    }
    this.#secret = secret;
    this.#baseUrl = baseUrl.replace(/\/+$/, '');
    this.#clock = clock;
  }

  sign({ key, sizeBytes, sha256, part }: UploadGrant, expiresInSeconds: number): string {
    const expires = Math.floor(this.#clock.nowMs() / 1000) + expiresInSeconds;
    const query = new URLSearchParams({ expires: String(expires), bytes: String(sizeBytes) });
    if (sha256 !== undefined) query.set('sha256', sha256);
    if (part) {
      query.set('upload', part.uploadId);
      query.set('part', String(part.partNumber));
    }
    query.set('signature', this.#toSignature(key, query).toString('hex'));
    return `${this.#baseUrl}${UPLOAD_PATH}${key.split('/').map(encodeURIComponent).join('/')}?${query.toString()}`;
  }

  /**
   * @param url as it was requested: path and query
   * @throws UploadRefusedError SignatureDoesNotMatch, AccessDenied
   */
  verify(url: string): UploadGrant {
    const [path, search] = splitOnce(url);
    const query = new URLSearchParams(search);
    const key = decodeKey(path.slice(UPLOAD_PATH.length));
    const signature = Buffer.from(query.get('signature') ?? '', 'hex');
    const expected = this.#toSignature(key, query);
    if (
      !path.startsWith(UPLOAD_PATH) ||
      signature.length !== expected.length ||
      !timingSafeEqual(signature, expected) ||
      !hasOnlySigned(query)
    ) {
      throw new UploadRefusedError(
        'SignatureDoesNotMatch',
        'The signature does not fit this upload address; use it exactly as it was given.',
      );
    }
    if (Number(query.get('expires')) * 1000 <= this.#clock.nowMs()) {
      throw new UploadRefusedError(
        'AccessDenied',
        'Request has expired; ask for new ones with POST ' +
          '/models/{model}/versions/{version}/uploads.',
      );
    }
    const sizeBytes = Number(query.get('bytes'));
    const uploadId = query.get('upload');
    return uploadId === null
      ? { key, sizeBytes, sha256: query.get('sha256') ?? '' }
      : { key, sizeBytes, part: { uploadId, partNumber: Number(query.get('part')) } };
  }

  /** Over every part, each on a line of its own, so that none can be moved into another. */
  #toSignature(key: string, query: URLSearchParams): Buffer {
    const values = ['PUT', encodeURIComponent(key), ...SIGNED.map((name) => query.get(name))];
    return createHmac('sha256', this.#secret)
      .update(values.map((value) => encodeURIComponent(value ?? '')).join('\n'))
      .digest();
  }
}

/** Every parameter is signed, and stands once. */
function hasOnlySigned(query: URLSearchParams): boolean {
  const names = [...query.keys()];
  return (
    new Set(names).size === names.length &&
    names.every((name) => name === 'signature' || SIGNED.some((signed) => signed === name))
  );
}

function splitOnce(url: string): [string, string] {
  const at = url.indexOf('?');
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}

/** @throws UploadRefusedError */
function decodeKey(path: string): string {
  try {
    return path.split('/').map(decodeURIComponent).join('/');
  } catch (error) {
    throw new UploadRefusedError(
      'SignatureDoesNotMatch',
      'This is not an upload address; use it exactly as it was given.',
      { cause: error },
    );
  }
}
