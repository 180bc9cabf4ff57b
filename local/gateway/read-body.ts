import { on } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { LIMITS } from '../../layers/maas/contract/limits.ts';
import { MaasError } from '../../layers/maas/core/errors.ts';
import type { BodyBudget } from './body-budget.ts';

export interface ReadBodyOptions {
  readonly budget: BodyBudget;
  /** Milliseconds within which the whole body has to arrive. */
  readonly bodyMs: number;
  readonly createTooLargeError: () => MaasError;
}

/**
 * The whole body of a request to the API. Nothing is kept of one that is refused; the rest of it has to be drained.
 * @throws MaasError PAYLOAD_TOO_LARGE, INVALID_REQUEST when it does not arrive, OVER_CAPACITY when all requests together hold too much
 */
export async function readBody(
  request: IncomingMessage,
  options: ReadBodyOptions,
): Promise<Buffer> {
  const { 'content-length': length, 'transfer-encoding': coding } = request.headers;
  if (length === undefined && coding === undefined) return Buffer.alloc(0);
  if (Number(length) > LIMITS.gatewayRequestBytes) throw options.createTooLargeError();
  const late = new AbortController();
  const timer = setTimeout(() => {
    late.abort();
  }, options.bodyMs);
  try {
    return await collect(request, options, late.signal);
  } catch (error) {
    if (error instanceof MaasError) throw error;
    throw new MaasError(
      'INVALID_REQUEST',
      late.signal.aborted
        ? `The body did not arrive within ${options.bodyMs / 1000} s.`
        : 'The body broke off before its end.',
      { cause: error },
    );
  } finally {
    clearTimeout(timer);
  }
}

async function collect(
  request: IncomingMessage,
  { budget, createTooLargeError }: ReadBodyOptions,
  signal: AbortSignal,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  // Unlike the request's own iterator, this one leaves the connection alone when it ends early.
  for await (const [chunk] of on(request, 'data', {
    signal,
    close: ['end', 'close'],
  }) as AsyncIterable<[Buffer]>) {
    sizeBytes += chunk.length;
    if (sizeBytes > LIMITS.gatewayRequestBytes) throw createTooLargeError();
    budget.take(request, chunk.length);
    chunks.push(chunk);
  }
  if (!request.complete) throw new Error('aborted');
  return Buffer.concat(chunks);
}
