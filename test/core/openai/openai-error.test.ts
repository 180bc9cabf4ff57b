import { describe, expect, it } from '@jest/globals';
import { ERROR_CODES } from '../../../layers/maas/contract/errors.ts';
import { MaasError } from '../../../layers/maas/core/errors.ts';
import { InvalidParameterError } from '../../../layers/maas/core/openai/invalid-parameter-error.ts';
import { toOpenAiError } from '../../../layers/maas/core/openai/openai-error.ts';

describe('toOpenAiError', () => {
  it.each([
    ['MODEL_NOT_FOUND', 'invalid_request_error'],
    ['INVALID_REQUEST', 'invalid_request_error'],
    ['THROTTLED', 'rate_limit_error'],
    ['QUOTA_EXCEEDED', 'insufficient_quota'],
    ['UNAUTHORIZED', 'authentication_error'],
    ['FORBIDDEN', 'permission_error'],
    ['INTERNAL', 'server_error'],
    ['LOADING_FAILED', 'server_error'],
  ] as const)('says of %s that it is an %s', (code, type) => {
    expect(toOpenAiError(new MaasError(code, 'A sentence.'))).toEqual({
      error: { message: 'A sentence.', type, param: null, code: code.toLowerCase() },
    });
  });

  it('has a type for every code', () => {
    for (const code of ERROR_CODES) {
      expect(toOpenAiError(new MaasError(code, 'x')).error.type).toMatch(
        /_error$|^insufficient_quota$/,
      );
    }
  });

  it('names the key when one is at fault', () => {
    expect(toOpenAiError(new InvalidParameterError('input', 'No.')).error).toMatchObject({
      param: 'input',
      code: 'invalid_request',
    });
  });
});
