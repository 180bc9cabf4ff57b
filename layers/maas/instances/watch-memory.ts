import { readFileSync } from 'node:fs';

const INTERVAL_MS = 500;
const KIB_PER_MB = 1024;

/**
 * Calls once when a process holds more memory than its function may have, as Lambda would end it.
 * Mapped files do not count: the kernel takes them back under pressure. Linux only; elsewhere V8's
 * own limit is the only one.
 */
export function watchMemory(
  processId: number,
  limitMb: number,
  onExceeded: (usedMb: number) => void,
): () => void {
  if (process.platform !== 'linux') return () => undefined;
  const timer = setInterval(() => {
    const usedMb = readAnonymousMb(processId);
    if (usedMb <= limitMb) return;
    clearInterval(timer);
    onExceeded(usedMb);
  }, INTERVAL_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}

/** Linux only; 0 elsewhere, and of a process that has ended. */
export function readAnonymousMb(processId: number): number {
  try {
    const match = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${processId}/status`, 'utf8'));
    return Math.ceil(Number(match?.[1] ?? 0) / KIB_PER_MB);
  } catch {
    return 0; // it has ended
  }
}
