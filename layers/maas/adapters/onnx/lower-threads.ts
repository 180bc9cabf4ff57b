import { readdirSync, readFileSync } from 'node:fs';
import { setPriority } from 'node:os';

/** Of Linux: threads have entries, and priorities of their own. */
const THREADS = '/proc/self/task';
/** Of 0, as the run itself has, to 19. At 19 a run waits long for what a thread has begun. */
const PRIORITY = 10;

/**
 * Has the threads that `start` starts run where nobody else wants the processor: a run takes a
 * second one while it is free, and costs other runs little while it is not. What one of them has
 * begun it ends soon, as the run that waits for it leaves it its own processor.
 */
export async function withLowerThreads<T>(start: () => Promise<T>): Promise<T> {
  const before = new Set(listThreads());
  const started = await start();
  const own = readName(process.pid);
  for (const id of listThreads()) {
    // Node's and V8's, of which one may have begun meanwhile, have names.
    if (before.has(id) || readName(id) !== own) continue;
    try {
      setPriority(id, PRIORITY);
    } catch {
      // It has ended, or may not.
    }
  }
  return started;
}

/** None where the system is another one. */
function listThreads(): number[] {
  try {
    return readdirSync(THREADS).map(Number);
  } catch {
    return [];
  }
}

function readName(id: number): string | undefined {
  try {
    return readFileSync(`${THREADS}/${id}/comm`, 'utf8');
  } catch {
    return undefined;
  }
}
