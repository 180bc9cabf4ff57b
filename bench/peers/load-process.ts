/**
 * The clients of the servers that are compared, in a process of their own: it is told of one block
 * of calls at a time, and tells the milliseconds of each.
 */
import { Connection } from './connection.ts';

export interface Block {
  readonly url: string;
  readonly json: string;
  readonly clients: number;
  readonly ms: number;
}

/** The times of the calls. */
export interface Called {
  /** Milliseconds of each call. */
  readonly times: readonly number[];
  /** Milliseconds from the first call to the end of the last: a call that has begun is waited for. */
  readonly tookMs: number;
}

async function callFor({ url, json, clients, ms }: Block): Promise<Called> {
  const connections = await Promise.all(
    Array.from({ length: clients }, () => Connection.open(url, json)),
  );
  const times: number[] = [];
  const startedAtMs = performance.now();
  const endsAtMs = startedAtMs + ms;
  try {
    await Promise.all(
      connections.map(async (connection) => {
        for (let at = performance.now(); at < endsAtMs;) {
          await connection.call();
          const now = performance.now();
          times.push(now - at);
          at = now;
        }
      }),
    );
  } finally {
    for (const connection of connections) connection.close();
  }
  return { times, tookMs: performance.now() - startedAtMs };
}

process.on('message', (block: Block) => {
  callFor(block).then(
    (called) => process.send?.(called),
    (error: unknown) => process.send?.({ error: `${block.url}: ${String(error)}` }),
  );
});
