import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { ByteStream } from '../core/ports/object-store.ts';
import { CLOSED } from './closed.ts';

/** Writes a body as it comes and as it is read, and ends the answer; whoever leaves ends it, too. */
export async function writeBody(body: ByteStream, response: ServerResponse): Promise<void> {
  const write = createWriter(response);
  for await (const chunk of body) {
    // Nobody listens, or no longer: the function's rest is drained.
    if (response.destroyed || response.writableEnded) return;
    await write(chunk);
  }
  response.end();
}

/** Writes and waits until there is room again, or nobody to read. */
export function createWriter(response: ServerResponse): (chunk: Uint8Array) => Promise<void> {
  const closed = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) closed.abort(CLOSED);
  });
  return async (chunk) => {
    if (chunk.length > 0 && !response.write(chunk)) {
      await once(response, 'drain', { signal: closed.signal }).catch(() => undefined);
    }
  };
}

/** Tells who makes a body that nobody reads it. */
export async function leaveBody(body: ByteStream): Promise<void> {
  await body[Symbol.asyncIterator]().return?.();
}
