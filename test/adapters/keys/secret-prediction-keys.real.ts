import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { SecretPredictionKeys } from '../../../layers/maas/adapters/keys/secret-prediction-keys.ts';
import { systemClock } from '../../../layers/maas/adapters/system-clock.ts';
import { describePredictionKeys } from '../../suites/prediction-keys-suite.ts';

const url = process.env.MOTO_URL ?? '';
const environment = {
  AWS_ENDPOINT_URL_SECRETS_MANAGER: url,
  AWS_ACCESS_KEY_ID: 'key',
  AWS_SECRET_ACCESS_KEY: 'secret',
};

/**
 * Calls Secrets Manager as an owner of the stack would with the AWS CLI; moto looks at no
 * signature.
 */
async function call(operation: string, body: object): Promise<{ readonly ARN: string }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `secretsmanager.${operation}`,
      authorization:
        'AWS4-HMAC-SHA256 Credential=key/20261129/us-east-1/secretsmanager/aws4_request, ' +
        'SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as { readonly ARN: string };
}

describe('SecretPredictionKeys', () => {
  describePredictionKeys(async () => {
    const { ARN } = await call('CreateSecret', { Name: randomUUID() });
    return {
      keys: new SecretPredictionKeys({ secret: ARN, clock: systemClock, environment }),
      rotate: async (SecretString) => {
        await call('PutSecretValue', { SecretId: ARN, SecretString });
      },
    };
  });

  it('fails with the service it could not reach when nothing listens there', async () => {
    const keys = new SecretPredictionKeys({
      secret: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:none',
      clock: systemClock,
      environment: { ...environment, AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://127.0.0.1:9' },
    });
    await expect(keys.read()).rejects.toThrow('ECONNREFUSED');
  });
});
