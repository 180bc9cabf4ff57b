import { isNetworkError, type Verdict } from '../aws/retry.ts';

/** Our own code, of an answer that is not what was asked for, or not whole. */
export const INVALID_ANSWER = 'InvalidAnswer';

/** Codes after which the SDK tries again, whatever their status. */
const TRANSIENT = new Set([
  INVALID_ANSWER,
  'InternalError',
  'RequestTimeout',
  'RequestTimeoutException',
  'ExpiredToken',
]);
const THROTTLED = new Set([
  'SlowDown',
  'Throttling',
  'ThrottlingException',
  'RequestLimitExceeded',
  'BandwidthLimitExceeded',
  'TooManyRequestsException',
  'RequestThrottled',
  'PriorRequestNotComplete',
]);
const TRANSIENT_STATUSES = new Set([500, 502, 503, 504]);

/** S3's own refusal. */
export class S3Error extends Error {
  override readonly name = 'S3Error';
  readonly status: number;
  readonly code: string;

  constructor(key: string, status: number, code: string, detail: string) {
    super(`S3 answered ${status} ${code} to the reading of '${key}': ${detail}`);
    this.status = status;
    this.code = code;
  }

  /** From an answer's XML; an empty 404 can only mean the key. */
  static parse(key: string, status: number, body: string): S3Error {
    const code =
      /<Code>([^<]*)<\/Code>/.exec(body)?.[1] ?? (status === 404 ? 'NoSuchKey' : 'Unknown');
    return new S3Error(
      key,
      status,
      code,
      /<Message>([^<]*)<\/Message>/.exec(body)?.[1] ?? 'no reason given',
    );
  }
}

/** S3 does not answer, has too much to do, or does not let the role read. */
export function isUnavailable(error: unknown): boolean {
  return judgeS3Error(error) !== 'fatal' || (error instanceof S3Error && error.status === 403);
}

export function judgeS3Error(error: unknown): Verdict {
  if (!(error instanceof S3Error)) return isNetworkError(error) ? 'transient' : 'fatal';
  if (THROTTLED.has(error.code) || error.status === 429) return 'throttled';
  return TRANSIENT.has(error.code) || TRANSIENT_STATUSES.has(error.status) ? 'transient' : 'fatal';
}
