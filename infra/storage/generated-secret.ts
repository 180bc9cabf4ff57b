import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { acknowledge } from '../findings/acknowledge.ts';

const LENGTH = 64;

export interface GeneratedSecretProps {
  readonly removalPolicy: RemovalPolicy;
  readonly encryptionKey?: IKey;
}

/** @param unrotated why nothing rotates it */
export function generateSecret(
  scope: Construct,
  { removalPolicy, encryptionKey }: GeneratedSecretProps,
  { description, unrotated }: { readonly description: string; readonly unrotated: string },
): Secret {
  const secret = new Secret(scope, 'Secret', {
    description,
    generateSecretString: { excludePunctuation: true, passwordLength: LENGTH },
    removalPolicy,
    encryptionKey,
  });
  acknowledge(secret, 'AwsSolutions-SMG4', unrotated);
  return secret;
}
