import type { ErrorCode } from '../../contract/errors.ts';
import { MaasError } from '../../core/errors.ts';

/**
 * S3's own words for what is wrong with an upload.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
const CODES = {
  AccessDenied: 'FORBIDDEN',
  SignatureDoesNotMatch: 'FORBIDDEN',
  MissingContentLength: 'INVALID_REQUEST',
  NotImplemented: 'NOT_SUPPORTED',
  BadDigest: 'INVALID_REQUEST',
  IncompleteBody: 'INVALID_REQUEST',
  NoSuchUpload: 'CONFLICT',
} as const satisfies Record<string, ErrorCode>;

/** An upload to a signed address of the file store is refused, as S3 refuses it. */
export class UploadRefusedError extends MaasError {
  readonly s3Code: keyof typeof CODES;

  constructor(s3Code: keyof typeof CODES, message: string, options?: ErrorOptions) {
    super(CODES[s3Code], message, options);
    this.s3Code = s3Code;
  }
}
