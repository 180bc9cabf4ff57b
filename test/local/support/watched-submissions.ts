import { afterEach } from '@jest/globals';
import { EVENTS } from '../../../layers/maas/contract/events.ts';
import type { DeadLetter } from '../../../local/events/dead-letters.ts';
import { ObjectWatcher } from '../../../local/events/object-watcher.ts';
import { MemoryObjectStore } from '../../support/memory-object-store.ts';

interface Delivery {
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: {
    readonly bucket: { readonly name: string };
    readonly object: { readonly key: string };
  };
}

let watcher: ObjectWatcher | undefined;

export function watch(
  ingest: (key: string, attempt: number) => Promise<unknown>,
  store = new MemoryObjectStore(),
  retryDelaysMs: readonly number[] = [5, 5],
): {
  store: MemoryObjectStore;
  deliveries: Delivery[];
  retries: unknown[];
  letters: DeadLetter[];
  looks: { count: number };
} {
  const deliveries: Delivery[] = [];
  const retries: unknown[] = [];
  const letters: DeadLetter[] = [];
  const looks = { count: 0 };
  watcher = new ObjectWatcher({
    store: {
      list: (...args) => {
        looks.count++;
        return store.list(...args);
      },
      head: (key) => store.head(key),
    },
    bucket: 'b',
    prefix: EVENTS.submissions.prefix,
    invoke: (event) => {
      const delivery = JSON.parse(event) as Delivery;
      deliveries.push(delivery);
      const { key } = delivery.detail.object;
      return ingest(key, deliveries.filter(({ detail }) => detail.object.key === key).length);
    },
    intervalMs: 5,
    retryDelaysMs,
    onRetry: (_key, error) => {
      retries.push(error);
    },
    onDeadLetter: (letter) => {
      letters.push(letter);
    },
    onStoreFailure: (error) => {
      throw error;
    },
  });
  void watcher.run();
  return { store, deliveries, retries, letters, looks };
}

export const submit = async (store: MemoryObjectStore, key: string): Promise<unknown> =>
  store.put(key, Buffer.from('{}'));

export function endWatcher(): void {
  afterEach(() => {
    watcher?.close();
  });
}
