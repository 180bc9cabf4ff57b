import { isCallerError, type ErrorCode } from '../../contract/errors.ts';
import type { MaasError } from '../errors.ts';
import { InvalidParameterError } from './invalid-parameter-error.ts';

/** OpenAI's error object, which its clients read: of it they show the message. */
export interface OpenAiError {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: string;
  };
}

const TYPES: Partial<Record<ErrorCode, string>> = {
  UNAUTHORIZED: 'authentication_error',
  FORBIDDEN: 'permission_error',
  THROTTLED: 'rate_limit_error',
  QUOTA_EXCEEDED: 'insufficient_quota',
};

export function toOpenAiError(error: MaasError): OpenAiError {
  const type =
    TYPES[error.code] ?? (isCallerError(error.code) ? 'invalid_request_error' : 'server_error');
  return {
    error: {
      message: error.message,
      type,
      param: error instanceof InvalidParameterError ? (error.param ?? null) : null,
      code: error.code.toLowerCase(),
    },
  };
}
