import aws4 from 'aws4';
import type { ObjectReader, StoredObject } from '../../core/ports/object-store.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { AwsCredentials } from './aws-credentials.ts';
import { toRangeHeader } from './byte-range.ts';
import type { HttpAnswer, Target } from './http-answer-reader.ts';
import { closeIdle, connectAhead, httpGet } from './http-client.ts';
import { ConnectionBrokenError, type HttpOrigin } from './http-connection.ts';
import { checkKey } from '../object-key.ts';
import { DEFAULT_ATTEMPTS, retry, type RetryOptions } from './retry.ts';
import { findS3Endpoint, type Environment, type S3Endpoint } from './s3-endpoint.ts';
import { judgeS3Error, S3Error } from './s3-error.ts';

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
    return this.#repeat(async () => {
      const response = await this.#send(
        key,
        ifNoneMatch === undefined ? {} : { 'if-none-match': `"${ifNoneMatch}"` },
      );
      if (typeof response !== 'object') return response;
      return { bytes: response.body, etag: toEtag(response) };
    });
  }

  /**
   * A body that breaks off is taken up where it broke, as long as each connection brings something
   * and the object stays the same.
   */
  async readInto(key: string, start: number, target: Uint8Array): Promise<number | undefined> {
    let etag: string | undefined;
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
      if (part.isLast) return at;
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
      const answer = await this.#send(key, { range }, target);
      if (typeof answer !== 'object') return undefined;
      const { length } = answer.body;
      if (length < target.length) target.set(answer.body); // the object ends before the range
      return { lengthBytes: length, etag: toEtag(answer), isLast: true };
    } catch (error) {
      if (!(error instanceof ConnectionBrokenError) || error.received === 0) throw error;
      return { lengthBytes: error.received, etag: toEtag(error), isLast: false };
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

  /** @param target where the object's bytes go if they are as many @returns undefined for none */
  async #send(
    key: string,
    headers: Record<string, string>,
    target?: Target,
  ): Promise<HttpAnswer | 'unchanged' | undefined> {
    const { hostname, port, basePath, region } = this.#endpoint;
    const host = port === '' ? hostname : `${hostname}:${port}`;
    const path = basePath + checkKey(key).split('/').map(encodePathPart).join('/');
    const signed = aws4.sign(
      { service: 's3', region, path, headers: { ...headers, host } },
      await this.#credentials.get(),
    );
    const answer = await httpGet(
      { ...toOrigin(this.#endpoint), path, headers: signed.headers ?? {} },
      target,
    );
    if (answer.status === 200 || answer.status === 206) return answer;
    if (answer.status === 304) return 'unchanged';
    const error = S3Error.parse(key, answer.status, answer.body.toString());
    if (error.code === 'NoSuchKey') return undefined;
    throw error;
  }
}

/** The part of a range that one connection brought. */
interface Part {
  readonly lengthBytes: number;
  readonly etag: string;
  readonly isLast: boolean;
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
