import { describe, expect, it } from '@jest/globals';
import { toReceivedRequest } from '../../layers/maas/hosts/lambda.ts';
import { toEvent } from '../support/gateway-event.ts';

const ROLE = 'arn:aws:sts::111111111111:assumed-role/App/session';

function callerOf(context: object): string | undefined {
  const event = toEvent('POST', '/predict');
  Object.assign(event.requestContext, context);
  return toReceivedRequest(event).caller;
}

describe('who called', () => {
  it.each([
    ['nobody who was asked', {}, undefined],
    ['a key, by its id', { identity: { apiKey: 'secret', apiKeyId: 'abc' } }, 'key:abc'],
    ['a role', { identity: { userArn: ROLE } }, 'arn:aws:iam::111111111111:role/App'],
    ["a Cognito pool's user", { authorizer: { claims: { sub: 'u-1', email: 'x' } } }, 'sub:u-1'],
    ['whom a Lambda authorizer names', { authorizer: { principalId: 'u-2' } }, 'sub:u-2'],
    [
      'who signed, whatever key he sent beside it',
      { identity: { userArn: ROLE, apiKeyId: 'abc' } },
      'arn:aws:iam::111111111111:role/App',
    ],
    [
      'whose token it was, whatever key he sent beside it',
      { authorizer: { principalId: 'u-2' }, identity: { apiKeyId: 'abc' } },
      'sub:u-2',
    ],
  ])('is %s', (_, context, caller) => {
    expect(callerOf(context)).toBe(caller);
  });
});
