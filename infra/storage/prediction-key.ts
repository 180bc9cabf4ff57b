import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { acknowledge } from '../findings/acknowledge.ts';

const KEY_LENGTH = 64;

export interface PredictionKeyProps {
  readonly removalPolicy: RemovalPolicy;
  readonly encryptionKey?: IKey;
}

/**
 * The key that signs predictions' ids. A new value is used within 15 minutes, and the one before it
 * stays good until the next.
 */
export class PredictionKey extends Construct {
  readonly secret: Secret;

  constructor(scope: Construct, id: string, { removalPolicy, encryptionKey }: PredictionKeyProps) {
    super(scope, id);
    this.secret = new Secret(this, 'Secret', {
      description: "Signs the ids of serverless-maas's predictions, which feedback names",
      generateSecretString: { excludePunctuation: true, passwordLength: KEY_LENGTH },
      removalPolicy,
      encryptionKey,
    });
    acknowledge(
      this.secret,
      'AwsSolutions-SMG4',
      'Ids that callers keep for 30 days must stay good: who rotates it, and when, is for the ' +
        'owner to say; docs/feedback.md has the command.',
    );
  }
}
