import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { generateSecret, type GeneratedSecretProps } from './generated-secret.ts';

/**
 * The key that signs predictions' ids. A new value is used within 15 minutes, and the one before it
 * stays good until the next.
 */
export class PredictionKey extends Construct {
  readonly secret: Secret;

  constructor(scope: Construct, id: string, props: GeneratedSecretProps) {
    super(scope, id);
    this.secret = generateSecret(this, props, {
      description: "Signs the ids of serverless-maas's predictions, which feedback names",
      unrotated:
        'Ids that callers keep for 30 days must stay good: who rotates it, and when, is for the ' +
        'owner to say; docs/feedback.md has the command.',
    });
  }
}
