import type { AnswerAt, InputOf, Method, OperationAt, PathOf } from './types.ts';

/** The options of one call. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  readonly retries?: number;
  /** Is shown the answer's headers: `x-prediction-id`, or `etag` for a change that follows a read. */
  readonly onHeaders?: (headers: Headers) => void;
}

/** Calls any operation of the API, typed by its description. */
export interface Caller {
  call<M extends Method, P extends PathOf<M>>(
    method: M,
    path: P,
    input?: InputOf<OperationAt<M, P>>,
    options?: CallOptions,
  ): Promise<AnswerAt<M, P>>;
}
