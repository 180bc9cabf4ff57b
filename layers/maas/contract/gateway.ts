/**
 * Content types that API Gateway passes on as bytes (base64 inside the event). All of them: a gzip
 * body and a body without a content type would not survive as text.
 */
export const BINARY_MEDIA_TYPES = ['*/*'] as const;

/**
 * The rights of browsers. Any origin: a call carries its key or its signature itself, never a
 * cookie.
 */
export const CORS = {
  allowOrigin: '*',
  allowHeaders: [
    'authorization',
    'content-encoding',
    'content-type',
    'if-match',
    'inference-header-content-length',
    'x-amz-content-sha256', // AWS's own signers send it
    'x-amz-date',
    'x-amz-security-token',
    'x-api-key',
    'x-session-id',
  ],
  /** Headers of an answer that a page may read. */
  exposeHeaders: [
    'etag',
    'inference-header-content-length',
    'location',
    'retry-after',
    'server-timing',
    'x-amzn-requestid',
    'x-model-version',
    'x-prediction-id',
  ],
  /** Seconds for which a browser need not ask again. */
  maxAgeSeconds: 3600,
} as const;

/** The answer to a call of the data plane that has no key, or a wrong one. */
export const INVALID_API_KEY = 'This call needs a valid API key in the header x-api-key.';
