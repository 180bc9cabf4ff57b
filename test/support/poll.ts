import { setTimeout as pause } from 'node:timers/promises';

const INTERVAL_MS = 50;

/**
 * Waits until something holds.
 * @returns what `look` gave in the end
 * @throws Error when it does not come to hold
 */
export async function poll<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  timeoutMs = 30_000,
): Promise<T> {
  const endMs = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > endMs) throw new Error(`Still waiting after ${timeoutMs} ms until ${what}.`);
    await pause(INTERVAL_MS);
  }
}

/** Tells whether a process is there, and not only its entry in the table. */
export function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}
