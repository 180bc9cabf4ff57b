/**
 * Content types that API Gateway passes on as bytes (base64 inside the event). All of them: a gzip body and a body
 * without a content type would not survive as text.
 */
export const BINARY_MEDIA_TYPES = ['*/*'] as const;
