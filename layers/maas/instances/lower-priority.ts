import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';

/** As `nice` has it: a tenth of a processor where another process wants all of it. */
const NICENESS = 10;

/**
 * Lets all other processes go first where processors are short, for as long as the process lives:
 * only root could take it back. Without the right, or on a system that knows nothing of it, nothing
 * is changed.
 */
export function lowerPriority(processId: number): void {
  try {
    setPriority(processId, NICENESS);
    // Linux may share processors out between sessions first, and a guarded process has its own.
    if (process.platform === 'linux') {
      writeFileSync(`/proc/${processId}/autogroup`, String(NICENESS));
    }
  } catch {
    // it has ended, or the kernel has no such groups
  }
}
