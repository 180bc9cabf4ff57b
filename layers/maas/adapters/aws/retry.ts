import { setTimeout as sleep } from 'node:timers/promises';

/** As the AWS SDK's standard mode has them. */
export const DEFAULT_ATTEMPTS = 3;
const LONGEST_DELAY_MS = 20_000;
/** A store that asks for fewer requests is left alone for longer. */
const THROTTLED_FACTOR = 5;

export interface RetryOptions {
  /** First attempt included. @default 3, as the SDK's */
  readonly attempts?: number;
  /** Longest wait before the second attempt, doubled before each further one. @default 100 */
  readonly delayMs?: number;
}

/** The way in which an error is met. */
export type Verdict = 'fatal' | 'transient' | 'throttled';

/**
 * Calls again after what may pass, each time after a random part of a longer wait, so that many
 * callers do not come back at once.
 */
export async function retry<T>(
  call: () => Promise<T>,
  judge: (error: unknown) => Verdict,
  { attempts = DEFAULT_ATTEMPTS, delayMs = 100 }: RetryOptions = {},
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      const verdict = judge(error);
      if (verdict === 'fatal' || attempt >= attempts) throw error;
      await sleep(
        Math.random() *
          Math.min(
            LONGEST_DELAY_MS,
            delayMs * (verdict === 'throttled' ? THROTTLED_FACTOR : 1) * 2 ** (attempt - 1),
          ),
      );
    }
  }
}

const NETWORK_CODES = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

export function isNetworkError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && NETWORK_CODES.has(String(error.code));
}
