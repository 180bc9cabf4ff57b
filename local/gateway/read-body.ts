import type { IncomingMessage } from 'node:http';
import { LIMITS } from '../../layers/maas/contract/limits.ts';
import { MaasError } from '../../layers/maas/core/errors.ts';
import type { BodyBudget } from './body-budget.ts';

/** Milliseconds within which a whole body has to arrive. */
const BODY_TIMEOUT_MS = 60_000;

/**
 * The whole body of a request to the API. What is too large is not kept; the caller of this drains it.
 * @throws MaasError PAYLOAD_TOO_LARGE, INVALID_REQUEST when it does not arrive, OVER_CAPACITY when all requests together hold too much
 */
export async function readBody(request: IncomingMessage, budget: BodyBudget): Promise<Buffer> {
  if (Number(request.headers['content-length']) > LIMITS.gatewayRequestBytes) throw createTooLargeError();
  const timer = setTimeout(() => { request.destroy(); }, BODY_TIMEOUT_MS);
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      sizeBytes += chunk.length;
      if (sizeBytes > LIMITS.gatewayRequestBytes) throw createTooLargeError();
      budget.take(request, chunk.length);
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof MaasError ? error : new MaasError('INVALID_REQUEST', 'The body broke off before its end.', { cause: error });
  } finally {
    clearTimeout(timer);
  }
  return Buffer.concat(chunks);
}

export function createTooLargeError(): MaasError {
  return new MaasError('PAYLOAD_TOO_LARGE', 'A request may have 10 MB, and 6 MB as the event that a function gets: about 4.5 MB of body. Upload larger models through the addresses that POST /models/{model}/versions gives.');
}
