import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Does something, again after each of these delays while it fails.
 * @throws what it threw at the last attempt
 */
export async function tryAgain(
  attempt: () => Promise<void>,
  delaysMs: readonly number[],
): Promise<void> {
  for (const delayMs of delaysMs) {
    try {
      await attempt();
      return;
    } catch {
      await sleep(delayMs, undefined, { ref: false });
    }
  }
  await attempt();
}
