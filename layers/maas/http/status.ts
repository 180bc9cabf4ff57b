import type { ErrorCode } from '../contract/errors.ts';

/** The HTTP status of each error code, here and nowhere else. */
export const STATUS = {
  INVALID_REQUEST: 400,
  INVALID_TENSOR: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  ROUTE_NOT_FOUND: 404,
  MODEL_NOT_FOUND: 404,
  VERSION_NOT_FOUND: 404,
  ALIAS_NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  CONFLICT: 409,
  VERSION_NOT_READY: 409,
  UPLOAD_INCOMPLETE: 409,
  PRECONDITION_FAILED: 412,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  MODEL_REJECTED: 422,
  MODEL_REFUSED_INPUT: 422,
  THROTTLED: 429,
  CALLER_LEFT: 499, // nobody is there to see it: it is for metrics alone, and nginx's number
  INTERNAL: 500,
  NOT_SUPPORTED: 501,
  FUNCTION_FAILED: 502,
  MEMORY_LIMIT: 502,
  PROCESS_DIED: 502,
  LOADING_FAILED: 503,
  OVER_CAPACITY: 503,
  TIMEOUT: 504,
} as const satisfies Record<ErrorCode, number>;
