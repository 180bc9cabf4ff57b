import type { MemoryObjectStore } from './memory-object-store.ts';

/** Lists the files that are left of a model besides its records. */
export function listFiles({ objects }: MemoryObjectStore): string[] {
  return [...objects.keys()].filter(
    (key) => !key.endsWith('/model.json') && !key.endsWith('/version.json'),
  );
}
