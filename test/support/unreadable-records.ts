import { beforeEach } from '@jest/globals';
import { versionKey } from '../../layers/maas/core/registry/keys.ts';
import type { Registry } from '../../layers/maas/core/registry/registry.ts';
import type { MemoryObjectStore } from './memory-object-store.ts';
import { addReady, createRegistry } from './registry.ts';

export let registry: Registry;
export let store: MemoryObjectStore;

export const put = (key: string, text: string): void => {
  store.objects.set(key, Buffer.from(text));
};

export const change = (changes: object): string =>
  JSON.stringify({
    ...(JSON.parse(Buffer.from(store.objects.get(versionKey('m', 2)) ?? '').toString()) as object),
    ...changes,
  });

export function useRecords(): void {
  beforeEach(async () => {
    ({ registry, store } = createRegistry());
    for (let count = 0; count < 3; count++) await addReady(registry);
  });
}
