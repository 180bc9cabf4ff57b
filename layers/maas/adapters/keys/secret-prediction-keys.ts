import type { Clock } from '../../core/ports/clock.ts';
import type { PredictionKeys } from '../../core/ports/prediction-keys.ts';
import { AwsCallError, AwsJsonClient } from '../aws/aws-json-client.ts';
import type { Environment } from '../aws/environment.ts';
import { toPredictionKey } from './to-prediction-key.ts';

/** Rotating a secret makes its value of before the previous one. */
const STAGES = ['AWSCURRENT', 'AWSPREVIOUS'] as const;

export interface SecretPredictionKeysOptions {
  /** ARN of the secret. */
  readonly secret: string;
  readonly clock: Clock;
  /** @default - process.env */
  readonly environment?: Environment;
}

/** Two stages of a secret in Secrets Manager, read without the AWS SDK as predict's bucket is. */
export class SecretPredictionKeys implements PredictionKeys {
  readonly #secret: string;
  readonly #client: AwsJsonClient;

  constructor({ secret, clock, environment = process.env }: SecretPredictionKeysOptions) {
    const region = secret.split(':')[3] ?? '';
    this.#secret = secret;
    this.#client = new AwsJsonClient({ service: 'secretsmanager', region, clock, environment });
  }

  async read(): Promise<readonly Uint8Array[]> {
    const values = await Promise.all(STAGES.map((stage) => this.#find(stage)));
    const keys = values.flatMap((value) => (value === undefined ? [] : [toPredictionKey(value)]));
    if (values[0] !== undefined) return keys;
    throw new Error('The secret that signs predictions has no current value.');
  }

  /** undefined where the secret has no such value */
  async #find(stage: (typeof STAGES)[number]): Promise<string | undefined> {
    const input = { SecretId: this.#secret, VersionStage: stage };
    try {
      const answer = await this.#client.call('secretsmanager.GetSecretValue', input);
      return (answer as { readonly SecretString?: string }).SecretString;
    } catch (error) {
      if (error instanceof AwsCallError && error.type === 'ResourceNotFoundException') {
        return undefined;
      }
      throw error;
    }
  }
}
