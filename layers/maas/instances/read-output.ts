import type { GuardedProcess } from './process-guard.ts';
import { readLines, untilClosed } from './read-lines.ts';

/** Hears what a process prints. Settles when nothing more can come of it. */
export async function readOutput(
  { stdout, stderr, channel }: GuardedProcess,
  onLine: (line: string) => void,
): Promise<void> {
  const outputs = [stdout, stderr];
  for (const output of outputs) readLines(output, onLine);
  await Promise.all([...outputs, ...(channel ? [channel] : [])].map(untilClosed));
}
