const NS_PER_MS = 1_000_000n;

/**
 * Milliseconds of a clock that all threads of a process share and nobody sets: `performance.now()`
 * begins anew in each.
 */
export function threadsNowMs(): bigint {
  return process.hrtime.bigint() / NS_PER_MS;
}
