import { MaasError } from '../errors.ts';

/** A caller has had all calls of the day. */
export class QuotaExceededError extends MaasError {
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number) {
    super('QUOTA_EXCEEDED', message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
