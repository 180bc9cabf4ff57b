import aws4 from 'aws4';
import type { RunningVersion } from '../../core/monitoring/prediction-watch.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { ShadowSender } from '../../core/ports/shadow-sender.ts';
import { findAwsDomain } from '../aws/aws-domain.ts';
import { AwsCredentials } from '../aws/aws-credentials.ts';
import { httpPostAgain } from '../aws/http-client.ts';
import type { Environment } from '../aws/environment.ts';

/** The function that sends is billed while it waits, and its next call waits with it. */
const TIMEOUT_MS = 1000;
const ATTEMPTS = { attempts: 1, delayMs: 0 };
const ACCEPTED = 202;

export interface LambdaShadowSenderOptions {
  /** ARN of the function that runs shadows. */
  readonly function: string;
  readonly clock: Clock;
  /** @default - process.env */
  readonly environment?: Environment;
}

/**
 * Sends copies as asynchronous events of a function, without the AWS SDK: Lambda queues them, and
 * answers when it has. One that arrives twice is one more in a sample.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export class LambdaShadowSender implements ShadowSender {
  readonly #path: string;
  readonly #endpoint: URL;
  readonly #region: string;
  readonly #credentials: AwsCredentials;

  constructor({ function: arn, clock, environment = process.env }: LambdaShadowSenderOptions) {
    const [, , , region = '', , , name = ''] = arn.split(':');
    this.#region = region;
    // By its name: a path with colons is signed in more than one way.
    this.#path = `/2015-03-31/functions/${name}/invocations`;
    this.#endpoint = new URL(
      environment.AWS_ENDPOINT_URL_LAMBDA ??
        environment.AWS_ENDPOINT_URL ??
        `https://lambda.${region}.${findAwsDomain(region)}`,
    );
    this.#credentials = new AwsCredentials(environment, clock, ATTEMPTS);
  }

  async send(_shadow: RunningVersion, copy: string): Promise<void> {
    const { protocol, hostname, port, host } = this.#endpoint;
    const { headers = {} } = aws4.sign(
      {
        service: 'lambda',
        region: this.#region,
        method: 'POST',
        path: this.#path,
        headers: {
          host,
          'content-type': 'application/json',
          'x-amz-invocation-type': 'Event',
        },
        body: copy,
      },
      await this.#credentials.get(),
    );
    const { status, body } = await httpPostAgain(
      {
        protocol: protocol === 'http:' ? 'http:' : 'https:',
        hostname: hostname.replace(/^\[|\]$/g, ''),
        port,
        path: this.#path,
        headers,
        timeoutMs: TIMEOUT_MS,
      },
      copy,
    );
    if (status !== ACCEPTED) {
      throw new Error(`Lambda answered ${status} ${body.toString().slice(0, 200)}`);
    }
  }
}
