import { readFile } from 'node:fs/promises';
import type { Clock } from '../../core/ports/clock.ts';
import type { Environment } from './environment.ts';
import { httpGet } from './http-client.ts';
import { isNetworkError, retry, type RetryOptions } from './retry.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
  /** Infinity for those that do not expire. */
  readonly expiresAtMs: number;
}

/** So long before they expire, new ones are asked for. */
const REFRESH_BEFORE_MS = 5 * 60_000;
const CONTAINER_HOST = 'http://169.254.170.2';
/** Besides loopback, the only hosts that may be asked for credentials without TLS. */
const PLAIN_HOSTS = new Set([
  '169.254.170.2',
  '169.254.170.23',
  '[fd00:ec2::23]',
  'localhost',
  '[::1]',
]);

/** Credentials that the container endpoint gave, by who asked for them. */
let fetched = new WeakMap<AwsCredentials, Credentials>();

/** Has the whole process ask anew: of a snapshot, all copies would have the same. */
export function forgetCredentials(): void {
  fetched = new WeakMap();
}

/**
 * The function's own credentials: from the environment, as Lambda sets them, or, where that has
 * none or they have expired, from the container endpoint, as with SnapStart, where they would
 * otherwise be part of the snapshot.
 */
export class AwsCredentials {
  readonly #environment: Environment;
  readonly #clock: Clock;
  readonly #retry: RetryOptions;
  #pending: Promise<Credentials> | undefined;

  constructor(environment: Environment, clock: Clock, retryOptions: RetryOptions = {}) {
    this.#environment = environment;
    this.#clock = clock;
    this.#retry = retryOptions;
  }

  async get(): Promise<Credentials> {
    const given = findGiven(this.#environment);
    if (given && given.expiresAtMs > this.#clock.nowMs()) return given;
    const known = fetched.get(this);
    if (known && known.expiresAtMs - REFRESH_BEFORE_MS > this.#clock.nowMs()) return known;
    try {
      return await this.#refresh();
    } catch (error) {
      // They still hold for some minutes.
      if (known && known.expiresAtMs > this.#clock.nowMs()) return known;
      throw error;
    }
  }

  /** The service said that they have expired. */
  forget(): void {
    fetched.delete(this);
  }

  #refresh(): Promise<Credentials> {
    this.#pending ??= this.#fetch().finally(() => (this.#pending = undefined));
    return this.#pending;
  }

  async #fetch(): Promise<Credentials> {
    const url = findContainerUrl(this.#environment);
    if (!url) {
      throw new Error(
        'There are no AWS credentials: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set ' +
          'or have expired, and neither is AWS_CONTAINER_CREDENTIALS_FULL_URI.',
      );
    }
    const authorization = await this.#findToken();
    const credentials = await retry(
      () => fetchCredentials(url, authorization),
      (error) => (isNetworkError(error) ? 'transient' : 'fatal'),
      this.#retry,
    );
    fetched.set(this, credentials);
    return credentials;
  }

  /** A file's token changes: it is read each time. */
  async #findToken(): Promise<string | undefined> {
    const file = this.#environment.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE;
    return file
      ? (await readFile(file, 'utf8')).trim()
      : this.#environment.AWS_CONTAINER_AUTHORIZATION_TOKEN;
  }
}

function findGiven(environment: Environment): Credentials | undefined {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    AWS_CREDENTIAL_EXPIRATION: expiration,
  } = environment;
  if (!accessKeyId || !secretAccessKey) return undefined;
  return {
    accessKeyId,
    secretAccessKey,
    sessionToken: sessionToken === '' ? undefined : sessionToken,
    expiresAtMs: expiration ? Date.parse(expiration) : Infinity,
  };
}

/** Credentials do not cross a network in the clear. */
function findContainerUrl({
  AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: relative,
  AWS_CONTAINER_CREDENTIALS_FULL_URI: full,
}: Environment): URL | undefined {
  if (relative) return new URL(relative, CONTAINER_HOST);
  if (!full) return undefined;
  const url = new URL(full);
  if (
    url.protocol === 'https:' ||
    PLAIN_HOSTS.has(url.hostname) ||
    url.hostname.startsWith('127.')
  ) {
    return url;
  }
  throw new Error(
    `AWS_CONTAINER_CREDENTIALS_FULL_URI is https, or on this machine; got '${full}'.`,
  );
}

async function fetchCredentials(url: URL, authorization: string | undefined): Promise<Credentials> {
  const { status, body } = await httpGet({
    protocol: url.protocol === 'https:' ? 'https:' : 'http:',
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port,
    path: url.pathname + url.search,
    headers: authorization === undefined ? {} : { authorization },
  });
  if (status !== 200) {
    throw Object.assign(
      new Error(`The credentials endpoint answered ${status}.`),
      status >= 500 ? { code: 'ECONNRESET' } : {},
    );
  }
  const {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    Token: sessionToken,
    Expiration,
  } = JSON.parse(body.toString()) as Record<string, string | undefined>;
  if (!accessKeyId || !secretAccessKey) {
    throw new Error('The credentials endpoint answered no credentials.');
  }
  return {
    accessKeyId,
    secretAccessKey,
    sessionToken,
    expiresAtMs: Expiration ? Date.parse(Expiration) : Infinity,
  };
}
