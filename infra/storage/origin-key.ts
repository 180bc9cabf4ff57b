import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { acknowledge } from '../findings/acknowledge.ts';

const KEY_LENGTH = 64;

export interface OriginKeyProps {
  readonly removalPolicy: RemovalPolicy;
  readonly encryptionKey?: IKey;
}

/** The secret that API Gateway shows a web function, whose address everybody can reach. */
export class OriginKey extends Construct {
  readonly secret: Secret;

  constructor(scope: Construct, id: string, { removalPolicy, encryptionKey }: OriginKeyProps) {
    super(scope, id);
    this.secret = new Secret(this, 'Secret', {
      description: "Tells a web function of serverless-maas the calls of its API from others'",
      generateSecretString: { excludePunctuation: true, passwordLength: KEY_LENGTH },
      removalPolicy,
      encryptionKey,
    });
    acknowledge(
      this.secret,
      'AwsSolutions-SMG4',
      'API Gateway has its value from the deploy: another one needs a deploy too, which no rotation ' +
        'makes.',
    );
  }

  /** The value, as the deploy fills it in. */
  get value(): string {
    return this.secret.secretValue.unsafeUnwrap();
  }
}
