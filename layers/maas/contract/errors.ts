/** Errors that the caller can mend. The status of each code stands in `http/status.ts`, once. */
export const CALLER_ERROR_CODES = [
  'INVALID_REQUEST',
  'INVALID_TENSOR',
  'UNAUTHORIZED',
  'FORBIDDEN',
  'ROUTE_NOT_FOUND',
  'MODEL_NOT_FOUND',
  'VERSION_NOT_FOUND',
  'ALIAS_NOT_FOUND',
  'METHOD_NOT_ALLOWED',
  'CONFLICT',
  'VERSION_NOT_READY',
  'UPLOAD_INCOMPLETE',
  'PRECONDITION_FAILED',
  'PAYLOAD_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'MODEL_REJECTED',
  'MODEL_REFUSED_INPUT',
  'NOT_SUPPORTED',
  'THROTTLED',
  'QUOTA_EXCEEDED',
  'CALLER_LEFT',
] as const;

/** Errors that only the service, or the model's owner, can mend. */
export const SERVICE_ERROR_CODES = [
  'INTERNAL',
  'FUNCTION_FAILED',
  /** API Gateway's: a function that failed and one that is throttled look alike to it. */
  'FUNCTION_UNAVAILABLE',
  'LOADING_FAILED',
  /** The bucket, or the folder, that has the models does not answer, or the role may not read it. */
  'STORE_UNAVAILABLE',
  /** A run gave what no task can make an answer of. */
  'RUN_FAILED',
  /** A run asked for more memory than there was, and its process lives on. */
  'OUT_OF_MEMORY',
  'OVER_CAPACITY',
  'TIMEOUT',
  'MEMORY_LIMIT',
  'PROCESS_DIED',
] as const;

/** Every `code` that an error answer can carry. */
export const ERROR_CODES = [...CALLER_ERROR_CODES, ...SERVICE_ERROR_CODES] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

export function isCallerError(code: ErrorCode): boolean {
  return (CALLER_ERROR_CODES as readonly string[]).includes(code);
}

/** Every reason for which `ingest` can reject a version. */
export const REJECTION_CODES = [
  'EMPTY_FILE',
  'UPLOAD_MISSING',
  'SIZE_MISMATCH',
  'CHECKSUM_MISMATCH',
  'NO_MODEL_FILE',
  'INVALID_PATH',
  'TOO_LARGE',
  'NOT_ONNX',
  'NOT_CONVERTIBLE',
  'INVALID_TEXT',
  'UNSUPPORTED_IR_VERSION',
  'UNSUPPORTED_OPSET',
  'UNKNOWN_OPERATOR',
  'UNSUPPORTED_TYPE',
  'EXTERNAL_DATA_OUTSIDE_BUNDLE',
  'EXTERNAL_DATA_MISSING',
  'TENSOR_EXCEEDS_FILE',
  'TASK_MISMATCH',
  'LOAD_FAILED',
  'TIME_LIMIT',
  'MEMORY_LIMIT',
  'PROCESS_DIED',
  'SAMPLES_INVALID',
  'SAMPLES_DIFFER',
  'VALIDATION_GAVE_UP',
  'RECORD_UNREADABLE',
] as const;

export type RejectionCode = (typeof REJECTION_CODES)[number];
