import aws4 from 'aws4';
import type { Clock } from '../../core/ports/clock.ts';
import type { Environment } from './environment.ts';
import { AwsCredentials } from './aws-credentials.ts';
import { httpPost } from './http-client.ts';
import { isNetworkError, retry, type Verdict } from './retry.ts';
import { findAwsDomain } from './aws-domain.ts';

/** Nobody waits longer for what such a call is for. */
const TIMEOUT_MS = 1000;
const ATTEMPTS = { attempts: 2, delayMs: 50 };
/** Refusals, most of them with status 400, of a call that is well by itself. */
const THROTTLED = /^(Throttl|TooManyRequests|RequestLimitExceeded|LimitExceeded)/;
const SERVICES = {
  secretsmanager: { name: 'Secrets Manager', variable: 'AWS_ENDPOINT_URL_SECRETS_MANAGER' },
  firehose: { name: 'Firehose', variable: 'AWS_ENDPOINT_URL_FIREHOSE' },
} as const;

export interface AwsJsonClientOptions {
  readonly service: keyof typeof SERVICES;
  readonly region: string;
  readonly clock: Clock;
  readonly environment: Environment;
}

/** An AWS service's refusal, by the name that it has for it. */
export class AwsCallError extends Error {
  override readonly name = 'AwsCallError';
  /** As an AWS SDK calls the kind of failure that another attempt may mend. */
  readonly code: string;
  readonly type: string;

  constructor(service: string, status: number, type: string) {
    super(`${service} answered ${status} ${type}.`);
    this.type = type;
    this.code = status >= 500 ? 'ECONNRESET' : type;
  }
}

/** A service of AWS that speaks JSON, called without the AWS SDK as predict's bucket is. */
export class AwsJsonClient {
  readonly #options: AwsJsonClientOptions;
  readonly #endpoint: URL;
  readonly #credentials: AwsCredentials;

  constructor(options: AwsJsonClientOptions) {
    const { service, region, clock, environment } = options;
    this.#options = options;
    this.#endpoint = new URL(
      environment[SERVICES[service].variable] ??
        environment.AWS_ENDPOINT_URL ??
        `https://${service}.${region}.${findAwsDomain(region)}`,
    );
    this.#credentials = new AwsCredentials(environment, clock, ATTEMPTS);
  }

  /** @throws AwsCallError, Error of the network */
  async call(target: string, input: object): Promise<unknown> {
    return retry(
      () => this.#post(target, JSON.stringify(input)),
      (error) => this.#judge(error),
      ATTEMPTS,
    );
  }

  #judge(error: unknown): Verdict {
    if (isNetworkError(error)) return 'transient';
    if (!(error instanceof AwsCallError)) return 'fatal';
    if (error.type.startsWith('ExpiredToken')) {
      this.#credentials.forget();
      return 'transient';
    }
    return THROTTLED.test(error.type) ? 'throttled' : 'fatal';
  }

  async #post(target: string, body: string): Promise<unknown> {
    const { service, region } = this.#options;
    const { protocol, hostname, port, host } = this.#endpoint;
    const { headers = {} } = aws4.sign(
      {
        service,
        region,
        method: 'POST',
        path: '/',
        headers: {
          host,
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': target,
        },
        body,
      },
      await this.#credentials.get(),
    );
    const { status, body: bytes } = await httpPost(
      {
        protocol: protocol === 'http:' ? 'http:' : 'https:',
        hostname: hostname.replace(/^\[|\]$/g, ''),
        port,
        path: '/',
        headers,
        timeoutMs: TIMEOUT_MS,
      },
      body,
    );
    const answer = bytes.toString();
    if (status === 200) return JSON.parse(answer);
    const [, type = answer.slice(0, 100)] =
      /"__type"\s*:\s*"(?:[^"#]*#)?([^"]*)"/.exec(answer) ?? [];
    throw new AwsCallError(SERVICES[service].name, status, type);
  }
}
