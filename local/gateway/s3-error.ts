import { UploadRefusedError } from '../../layers/maas/adapters/files/upload-refused-error.ts';
import type { ErrorCode } from '../../layers/maas/contract/errors.ts';
import { MaasError } from '../../layers/maas/core/errors.ts';
import { STATUS } from '../../layers/maas/http/status.ts';

/** S3's codes for the service's own errors. */
const CODES: Partial<Record<ErrorCode, string>> = {
  FORBIDDEN: 'AccessDenied',
  INVALID_REQUEST: 'InvalidRequest',
  VERSION_NOT_FOUND: 'NoSuchKey',
  CONFLICT: 'OperationAborted',
  PRECONDITION_FAILED: 'PreconditionFailed',
  METHOD_NOT_ALLOWED: 'MethodNotAllowed',
  OVER_CAPACITY: 'ServiceUnavailable',
};
/** S3's statuses that differ from those of our codes. */
const STATUSES: Partial<Record<string, number>> = { MissingContentLength: 411, NoSuchUpload: 404 };

export interface S3Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/**
 * An error of an upload as S3 writes it.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
export function toS3Answer(error: unknown, requestId: string): S3Answer {
  const known =
    error instanceof MaasError
      ? error
      : new MaasError('INTERNAL', 'We encountered an internal error. Please try again.');
  const code =
    known instanceof UploadRefusedError ? known.s3Code : (CODES[known.code] ?? 'InternalError');
  const elements = { Code: code, Message: known.message, RequestId: requestId };
  const lines = Object.entries(elements).map(
    ([name, text]) => `<${name}>${escapeXml(text)}</${name}>`,
  );
  return {
    status: STATUSES[code] ?? STATUS[known.code],
    headers: { 'content-type': 'application/xml' },
    text: `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${lines.join('')}</Error>`,
  };
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
