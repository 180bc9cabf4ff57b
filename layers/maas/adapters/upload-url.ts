import { createHmac, timingSafeEqual } from 'node:crypto';
import { MaasError } from '../core/errors.ts';
import type { Clock, PresignOptions } from '../core/ports.ts';

/** Path under which the gateway takes the file store's uploads. */
export const UPLOAD_PATH = '/_store/';

/** Shortest key that signs as well as its algorithm can. */
export const SECRET_BYTES = 32;

/** What a signed address allows. */
export interface UploadGrant {
  readonly key: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** Addresses that allow one PUT of exactly these bytes under exactly this key, until they expire: what S3's presigned URLs are, for a file store. */
export class UploadUrls {
  readonly #secret: string;
  readonly #baseUrl: string;
  readonly #clock: Clock;

  /** @param baseUrl address of the gateway */
  constructor(secret: string, baseUrl: string, clock: Clock) {
    if (Buffer.byteLength(secret) < SECRET_BYTES) throw new RangeError(`The secret that signs upload addresses needs ${SECRET_BYTES} bytes or more; got ${Buffer.byteLength(secret)}.`);
    this.#secret = secret;
    this.#baseUrl = baseUrl.replace(/\/+$/, '');
    this.#clock = clock;
  }

  sign(key: string, { sizeBytes, sha256, expiresInSeconds }: PresignOptions): string {
    const expires = Math.floor(this.#clock.nowMs() / 1000) + expiresInSeconds;
    const query = new URLSearchParams({ expires: String(expires), bytes: String(sizeBytes), sha256 });
    query.set('signature', this.#toSignature(key, query).toString('hex'));
    return `${this.#baseUrl}${UPLOAD_PATH}${key.split('/').map(encodeURIComponent).join('/')}?${query.toString()}`;
  }

  /**
   * @param url as it was requested: path and query
   * @throws MaasError FORBIDDEN
   */
  verify(url: string): UploadGrant {
    const [path, search] = splitOnce(url);
    const query = new URLSearchParams(search);
    const key = decodeKey(path.slice(UPLOAD_PATH.length));
    const signature = Buffer.from(query.get('signature') ?? '', 'hex');
    const expected = this.#toSignature(key, query);
    if (!path.startsWith(UPLOAD_PATH) || signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
      throw new MaasError('FORBIDDEN', 'The signature does not fit this upload address; use it exactly as it was given.');
    }
    if (Number(query.get('expires')) * 1000 <= this.#clock.nowMs()) throw new MaasError('FORBIDDEN', 'This upload address has expired; start a new version.');
    return { key, sizeBytes: Number(query.get('bytes')), sha256: query.get('sha256') ?? '' };
  }

  /** Over every part, each on a line of its own, so that none can be moved into another. */
  #toSignature(key: string, query: URLSearchParams): Buffer {
    const parts = ['PUT', encodeURIComponent(key), query.get('expires'), query.get('bytes'), query.get('sha256')];
    return createHmac('sha256', this.#secret).update(parts.map((part) => encodeURIComponent(part ?? '')).join('\n')).digest();
  }
}

function splitOnce(url: string): [string, string] {
  const at = url.indexOf('?');
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}

/** @throws MaasError FORBIDDEN */
function decodeKey(path: string): string {
  try {
    return path.split('/').map(decodeURIComponent).join('/');
  } catch (error) {
    throw new MaasError('FORBIDDEN', 'This is no upload address; use it exactly as it was given.', { cause: error });
  }
}
