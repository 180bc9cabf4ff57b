import { Agent, request } from 'node:http';

export interface Load {
  readonly url: string;
  readonly json: string;
}

/**
 * Calls by so many clients at once for a time, each with a connection that it keeps.
 * @returns milliseconds of each call
 * @throws Error for an answer that is not 200
 */
export async function callFor(ms: number, clients: number, load: Load): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const endsAtMs = performance.now() + ms;
  const times: number[] = [];
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (performance.now() < endsAtMs) {
        const startedAtMs = performance.now();
        await call(agent, load);
        times.push(performance.now() - startedAtMs);
      }
    }),
  );
  agent.destroy();
  return times;
}

/** So many calls in all by so many clients at once. @returns milliseconds of each call */
export async function callTimes(calls: number, clients: number, load: Load): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const times: number[] = [];
  let left = calls;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (left-- > 0) {
        const startedAtMs = performance.now();
        await call(agent, load);
        times.push(performance.now() - startedAtMs);
      }
    }),
  );
  agent.destroy();
  return times;
}

function call(agent: Agent, { url, json }: Load): Promise<void> {
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) };
  return new Promise((resolve, reject) => {
    request(url, { agent, method: 'POST', headers }, (response) => {
      response
        .on('end', () => {
          if (response.statusCode === 200) resolve();
          else reject(new Error(`${url} answered ${response.statusCode ?? 0}.`));
        })
        .on('error', reject)
        .resume();
    })
      .on('error', reject)
      .end(json);
  });
}

export function percentile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
