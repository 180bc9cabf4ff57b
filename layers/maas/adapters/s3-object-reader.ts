import type { IncomingMessage } from 'node:http';
import aws4 from 'aws4';
import type { ByteRange, ByteStream, Clock, ObjectReader, StoredObject } from '../core/ports.ts';
import { AwsCredentials } from './s3/aws-credentials.ts';
import { toRangeHeader } from './s3/byte-range.ts';
import { httpGet, readBody } from './http-get.ts';
import { checkKey } from './object-key.ts';
import { DEFAULT_ATTEMPTS, retry, type RetryOptions } from './s3/retry.ts';
import { findS3Endpoint, type Environment, type S3Endpoint } from './s3/s3-endpoint.ts';
import { judgeS3Error, S3Error } from './s3/s3-error.ts';

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

/** Reads a bucket with signed GETs and nothing else: the AWS SDK would cost `predict` 100 ms of its cold start. */
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
      return { bytes: await readBody(response), etag: toEtag(response) };
    });
  }

  async stream(key: string, range?: ByteRange): Promise<ByteStream | undefined> {
    const response = await this.#open(key, range);
    return response && this.#readOn(key, range?.start ?? 0, response);
  }

  async #open(key: string, range: ByteRange | undefined): Promise<IncomingMessage | undefined> {
    const response = await this.#repeat(() =>
      this.#send(key, range ? { range: toRangeHeader(range) } : {}),
    );
    return response === 'unchanged' ? undefined : response;
  }

  /** A body that breaks off is taken up where it broke, as long as each connection brings something and the object stays the same. */
  async *#readOn(key: string, start: number, first: IncomingMessage): ByteStream {
    const end = start + Number(first.headers['content-length']);
    let failures = 0;
    for (let response = first, at = start; ;) {
      try {
        for await (const chunk of response as AsyncIterable<Buffer>) {
          at += chunk.length;
          failures = 0;
          yield chunk;
        }
        return;
      } catch (error) {
        if (judgeS3Error(error) === 'fatal' || ++failures >= this.#retry.attempts) throw error;
      }
      const next = await this.#open(key, { start: at, lengthBytes: end - at });
      if (!next || toEtag(next) !== toEtag(first))
        throw new S3Error(
          key,
          412,
          'PreconditionFailed',
          'The object was replaced while it was read.',
        );
      response = next;
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

  /** @returns the answer with the object's bytes to be read; undefined when there is none */
  async #send(
    key: string,
    headers: Record<string, string>,
  ): Promise<IncomingMessage | 'unchanged' | undefined> {
    const { protocol, hostname, port, basePath, region } = this.#endpoint;
    const host = port === '' ? hostname : `${hostname}:${port}`;
    const path = basePath + checkKey(key).split('/').map(encodePathPart).join('/');
    const signed = aws4.sign(
      { service: 's3', region, path, headers: { ...headers, host } },
      await this.#credentials.get(),
    );
    const response = await httpGet({
      protocol,
      hostname: hostname.replace(/^\[|\]$/g, ''),
      port,
      path,
      headers: signed.headers ?? {},
    });
    if (response.statusCode === 200 || response.statusCode === 206) return response;
    const body = (await readBody(response)).toString();
    if (response.statusCode === 304) return 'unchanged';
    const error = S3Error.parse(key, response.statusCode ?? 0, body);
    if (error.code === 'NoSuchKey') return undefined;
    throw error;
  }
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

function toEtag({ headers }: IncomingMessage): string {
  return headers.etag?.replaceAll('"', '') ?? '';
}
