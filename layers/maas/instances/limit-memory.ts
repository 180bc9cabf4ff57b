import type { HostedFunction } from './hosted-function.ts';
import { watchMemory } from './watch-memory.ts';

/**
 * Limits the memory of one process of a function, by itself and with all others.
 * @param onExceeded told in a sentence
 * @returns what ends the watch
 */
export function limitMemory(
  processId: number,
  { spec, memory }: Pick<HostedFunction, 'spec' | 'memory'>,
  onExceeded: (sentence: string) => void,
): () => void {
  const tell = (usedMb: number, limit: string): void => {
    onExceeded(`It took ${usedMb} MB of memory; the limit is ${limit}.`);
  };
  const stopWatching = watchMemory(processId, spec.memoryMb, (usedMb) => {
    tell(usedMb, `${spec.memoryMb} MB`);
  });
  const leave = memory?.join(processId, (usedMb) => {
    tell(usedMb, `${memory.limitMb} MB for all instances together, of which it had the most`);
  });
  return () => {
    stopWatching();
    leave?.();
  };
}
