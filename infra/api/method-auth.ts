import { AuthorizationType, type Method, type MethodOptions } from 'aws-cdk-lib/aws-apigateway';
import { acknowledge } from '../findings/acknowledge.ts';
import type { PlaneAuth } from '../props/model-service-props.ts';

export function toMethodOptions(auth: PlaneAuth): MethodOptions {
  if (auth === 'iam') return { authorizationType: AuthorizationType.IAM };
  if (auth === 'apiKey') {
    return { authorizationType: AuthorizationType.NONE, apiKeyRequired: true };
  }
  return {
    authorizer: auth,
    authorizationType: auth.authorizationType,
  };
}

/** Accepts the findings of cdk-nag on a method whose callers are not users of a Cognito pool. */
export function acknowledgeAuth(method: Method, auth: PlaneAuth): void {
  if (auth === 'apiKey') {
    acknowledge(
      method,
      'AwsSolutions-APIG4',
      'Callers of this plane are known by their API key, as the owner of the stack chose.',
    );
  }
  acknowledge(method, 'AwsSolutions-COG4', toReason(auth));
}

function toReason(auth: PlaneAuth): string {
  if (auth === 'iam') return 'Callers are known by IAM.';
  if (auth === 'apiKey') {
    return 'Callers are programs with an API key, not users of a Cognito pool.';
  }
  return 'Callers are known by an authorizer that the owner of the stack chose.';
}
