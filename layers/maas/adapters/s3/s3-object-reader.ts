import { createHash } from 'node:crypto';
import aws4 from 'aws4';
import type { ObjectReader, StoredObject } from '../../core/ports/object-store.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { AwsCredentials } from '../aws/aws-credentials.ts';
import { checkRange, toRangeHeader } from './byte-range.ts';
import type { HttpAnswer, Target } from '../aws/http-answer-reader.ts';
import { closeIdle, connectAhead, httpGet } from '../aws/http-client.ts';
import { ConnectionBrokenError, type HttpOrigin } from '../aws/http-connection.ts';
import { checkKey } from '../object-key.ts';
import { DEFAULT_ATTEMPTS, retry, type RetryOptions } from '../aws/retry.ts';
import type { Environment } from '../aws/environment.ts';
import { findS3Endpoint, type S3Endpoint } from './s3-endpoint.ts';
import { INVALID_ANSWER, judgeS3Error, S3Error } from './s3-error.ts';

/**
 * Has S3 answer the checksum that an object was put with, which the service gives with every one.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
const ASK_CHECKSUM = { 'x-amz-checksum-mode': 'ENABLED' } as const;

/**
 * Milliseconds that S3 may say nothing to who asks for a whole object: a record, of a few kilobytes,
 * whose readers wait for nothing else and often have the last known one to go on with.
 */
const RECORD_TIMEOUT_MS = 3_000;

export interface S3ObjectReaderOptions {
  readonly bucket: string;
  /** @default false */
  readonly pathStyle?: boolean;
  readonly clock: Clock;
  /** @default - process.env */
  readonly environment?: Environment;
  /** @default - as the SDK retries */
  readonly retry?: RetryOptions;
}

/**
 * Reads a bucket with signed GETs and nothing else: the AWS SDK would cost `predict` 100 ms of its
 * cold start.
 */
export class S3ObjectReader implements ObjectReader {
  readonly #endpoint: S3Endpoint;
  readonly #credentials: AwsCredentials;
  readonly #retry: RetryOptions & { readonly attempts: number };

  constructor({
    bucket,
    pathStyle = false,
    clock,
    environment = process.env,
    retry: retryOptions,
  }: S3ObjectReaderOptions) {
    this.#retry = { attempts: findAttempts(environment), ...retryOptions };
    this.#endpoint = findS3Endpoint({ bucket, pathStyle }, environment);
    this.#credentials = new AwsCredentials(environment, clock, this.#retry);
  }

  async get(
    key: string,
    { ifNoneMatch }: { ifNoneMatch?: string } = {},
  ): Promise<StoredObject | 'unchanged' | undefined> {
    const headers: Record<string, string> = { ...ASK_CHECKSUM };
    if (ifNoneMatch !== undefined) headers['if-none-match'] = `"${ifNoneMatch}"`;
    return this.#repeat(async () => {
      const answer = await this.#send(key, headers, { timeoutMs: RECORD_TIMEOUT_MS });
      if (typeof answer !== 'object') return answer;
      checkChecksum(key, answer);
      return { bytes: answer.body, etag: toEtag(answer) };
    });
  }

  /**
   * A body that breaks off is taken up where it broke, as long as each connection brings something
   * and the object stays the same. One that falls silent costs all of a connection's patience: that
   * is borne as often as other errors are.
   */
  async readInto(key: string, start: number, target: Uint8Array): Promise<number | undefined> {
    let etag: string | undefined;
    let silences = 0;
    for (let at = 0; ;) {
      const rest = target.subarray(at);
      const part = await this.#repeat(() => this.#readPart(key, start + at, rest));
      if (part?.etag !== (etag ?? part?.etag)) {
        const detail = 'The object was replaced while it was read.';
        throw new S3Error(key, 412, 'PreconditionFailed', detail);
      }
      if (part === undefined) return undefined;
      etag = part.etag;
      at += part.lengthBytes;
      if (!part.broken) return at;
      if (part.broken.code === 'ETIMEDOUT' && ++silences === this.#retry.attempts) {
        throw part.broken;
      }
    }
  }

  /** Opens a connection ahead of the first object that is asked for. */
  async connect(): Promise<void> {
    await connectAhead(toOrigin(this.#endpoint));
  }

  disconnect(): void {
    closeIdle(toOrigin(this.#endpoint));
  }

  async #readPart(key: string, start: number, target: Uint8Array): Promise<Part | undefined> {
    const range = toRangeHeader({ start, lengthBytes: target.length });
    try {
      const answer = await this.#send(key, { range }, { target });
      if (typeof answer !== 'object') return undefined;
      checkRange(key, start, answer);
      const { length } = answer.body;
      if (length < target.length) target.set(answer.body); // the object ends before the range
      return { lengthBytes: length, etag: toEtag(answer) };
    } catch (error) {
      if (!(error instanceof ConnectionBrokenError) || error.received === 0) throw error;
      checkRange(key, start, error);
      return { lengthBytes: error.received, etag: toEtag(error), broken: error };
    }
  }

  #repeat<T>(call: () => Promise<T>): Promise<T> {
    return retry(
      call,
      (error) => {
        if (error instanceof S3Error && error.code === 'ExpiredToken') this.#credentials.forget();
        return judgeS3Error(error);
      },
      this.#retry,
    );
  }

  /** @returns undefined for no such object */
  async #send(
    key: string,
    headers: Record<string, string>,
    { target, timeoutMs }: SendOptions,
  ): Promise<HttpAnswer | 'unchanged' | undefined> {
    const { hostname, port, basePath, region } = this.#endpoint;
    const host = port === '' ? hostname : `${hostname}:${port}`;
    const path = basePath + checkKey(key).split('/').map(encodePathPart).join('/');
    const signed = aws4.sign(
      { service: 's3', region, path, headers: { ...headers, host } },
      await this.#credentials.get(),
    );
    const answer = await httpGet(
      { ...toOrigin(this.#endpoint), path, headers: signed.headers ?? {}, timeoutMs },
      target,
    );
    if (answer.status === 200 || answer.status === 206) return answer;
    if (answer.status === 304) return 'unchanged';
    const error = S3Error.parse(key, answer.status, answer.body.toString());
    if (error.code === 'NoSuchKey') return undefined;
    throw error;
  }
}

interface SendOptions {
  /** The place of the object's bytes if they are as many. */
  readonly target?: Target;
  /** Milliseconds that S3 may say nothing. @default - a connection's own */
  readonly timeoutMs?: number;
}

/** The part of a range that one connection brought. */
interface Part {
  readonly lengthBytes: number;
  readonly etag: string;
  /** The error that ended it, where the range has more. */
  readonly broken?: ConnectionBrokenError;
}

function toOrigin({ protocol, hostname, port }: S3Endpoint): HttpOrigin {
  return { protocol, hostname: hostname.replace(/^\[|\]$/g, ''), port };
}

function findAttempts({ AWS_MAX_ATTEMPTS: text = '' }: Environment): number {
  return /^[1-9]\d*$/.test(text) ? Number(text) : DEFAULT_ATTEMPTS;
}

/** As SigV4 wants it: all but letters, digits and `-._~`. */
function encodePathPart(part: string): string {
  return encodeURIComponent(part).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function toEtag({ headers }: Pick<HttpAnswer, 'headers'>): string {
  return headers.etag?.replaceAll('"', '') ?? '';
}

/**
 * Checks a whole object against the checksum that came with it. Stores that know none send none.
 * @throws S3Error that is worth another try
 */
function checkChecksum(key: string, { headers, body, status }: HttpAnswer): void {
  const stored = headers['x-amz-checksum-sha256'];
  // Of an object that was put in parts it is the parts' checksums' own.
  if (stored === undefined || headers['x-amz-checksum-type'] === 'COMPOSITE') return;
  const actual = createHash('sha256').update(body).digest('base64');
  if (actual === stored) return;
  const detail = `its ${body.length} bytes have the SHA-256 ${actual}, and it was put with ${stored}.`;
  throw new S3Error(key, status, INVALID_ANSWER, detail);
}
