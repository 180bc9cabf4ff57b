import type { CallOptions } from './call.ts';
import { readError } from './errors.ts';
import { wait } from './wait.ts';

export interface SendOptions {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Blob | Uint8Array<ArrayBuffer> | FormData | undefined;
  /**
   * True if the same request may be sent again when nobody knows what became of the first.
   * @default true
   */
  readonly isIdempotent?: boolean;
}

export interface SendSettings {
  readonly fetch: typeof fetch;
  /** Milliseconds for each attempt, its body included. */
  readonly timeoutMs: number;
  /** Attempts after the first. */
  readonly retries: number;
  /** Signs a request, as AWS wants it. */
  readonly sign?: ((request: Request) => Promise<Request>) | undefined;
}

/** Not taken, so that it can be sent again whatever it was. */
const NOT_TAKEN = [429, 503];
/** A gateway answers these if it does not know what became of the request. */
const UNKNOWN = [...NOT_TAKEN, 500, 502, 504];
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 10_000;

/**
 * One request, sent again after 429 and 503 and, where that changes nothing, after lost connections
 * and a gateway's failures: after what `retry-after` says, else after a random time that doubles.
 * @throws MaasError; what `fetch` throws; the signal's reason
 */
export async function send(
  { url, isIdempotent = true, ...init }: SendOptions,
  settings: SendSettings,
  { signal, timeoutMs = settings.timeoutMs, retries = settings.retries }: CallOptions,
): Promise<Response> {
  const { fetch, sign } = settings;
  const sendOnce = async (): Promise<Response> => {
    const limit = AbortSignal.timeout(timeoutMs);
    const all = signal ? AbortSignal.any([signal, limit]) : limit;
    const request = new Request(url, { ...init, signal: all });
    return fetch(sign ? await sign(request) : request);
  };
  for (let attempt = 0; ; attempt++) {
    const isLast = attempt >= retries;
    const answer = await sendOnce().catch((error: unknown) => {
      // An attempt's own time limit is a lost connection; the caller's signal is not.
      if (signal?.aborted || isLast || !isIdempotent) throw error;
    });
    if (answer?.ok) return answer;
    // The service asks for seconds; a date, which it never says, counts as nothing.
    const waitMs =
      Number(answer?.headers.get('retry-after')) * 1000 ||
      Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt) * Math.random();
    if (answer) {
      const mayRepeat = (isIdempotent ? UNKNOWN : NOT_TAKEN).includes(answer.status);
      // Nobody waits for the next day, as a quota asks.
      if (isLast || waitMs > LONGEST_WAIT_MS || !mayRepeat) throw await readError(answer);
      await answer.body?.cancel();
    }
    await wait(waitMs, signal);
  }
}
