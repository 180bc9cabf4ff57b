import type { ServerResponse } from 'node:http';
import { LIMITS } from '../contract/limits.ts';
import type { Route } from '../contract/routes.ts';
import { MaasError } from '../core/errors.ts';
import type { FunctionAnswer } from '../instances/invocation.ts';
import { CLOSED } from './closed.ts';
import { limitTime } from './limit-time.ts';

export interface AnsweredCall {
  /** Runs the function, for whom it waits and as long as it waits. */
  readonly call: (options: {
    readonly signal: AbortSignal;
    readonly limitMs: number;
  }) => Promise<FunctionAnswer>;
  readonly write: (answer: FunctionAnswer) => Promise<void>;
}

/**
 * Calls a route's function and writes its answer, within API Gateway's time and as long as somebody
 * listens.
 * @throws MaasError TIMEOUT, and what the call and the writing throw
 */
export async function answerCall(
  route: Route,
  response: ServerResponse,
  { call, write }: AnsweredCall,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort(CLOSED);
  });
  const limitMs = route.response === 'stream' ? LIMITS.streamedTimeoutMs : LIMITS.bufferedTimeoutMs;
  const respond = async (): Promise<void> => {
    await write(await call({ signal: gone.signal, limitMs }));
  };
  await limitTime(
    respond(),
    limitMs,
    () =>
      new MaasError(
        'TIMEOUT',
        `The function '${route.function}' did not answer within the gateway's ${limitMs / 1000} s.`,
      ),
  );
}
