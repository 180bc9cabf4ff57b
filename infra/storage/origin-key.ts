import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { generateSecret, type GeneratedSecretProps } from './generated-secret.ts';

/** The secret that API Gateway shows a web function, whose address everybody can reach. */
export class OriginKey extends Construct {
  readonly secret: Secret;

  constructor(scope: Construct, id: string, props: GeneratedSecretProps) {
    super(scope, id);
    this.secret = generateSecret(this, props, {
      description: "Tells a web function of serverless-maas the calls of its API from others'",
      unrotated:
        'API Gateway has its value from the deploy: another one needs a deploy too, which no ' +
        'rotation makes.',
    });
  }

  /** The value, as the deploy fills it in. */
  get value(): string {
    return this.secret.secretValue.unsafeUnwrap();
  }
}
