/**
 * Content types that API Gateway passes on as bytes (base64 inside the event). All of them: a gzip body and a body
 * without a content type would not survive as text.
 */
export const BINARY_MEDIA_TYPES = ['*/*'] as const;

/** What browsers may do. Any origin: a call carries its key or its signature itself, never a cookie. */
export const CORS = {
  allowOrigin: '*',
  allowHeaders: [
    'authorization',
    'content-encoding',
    'content-type',
    'if-match',
    'inference-header-content-length',
    'x-amz-date',
    'x-amz-security-token',
    'x-api-key',
  ],
  /** What a page may read of an answer. */
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
