import { afterEach, describe, expect, it } from '@jest/globals';
import { EVENTS } from '../../layers/maas/contract/events.ts';
import { MaasError } from '../../layers/maas/core/errors.ts';
import { ingestVersion } from '../../layers/maas/core/ingest/ingest-version.ts';
import type { DeadLetter } from '../../local/events/dead-letters.ts';
import { ObjectWatcher } from '../../local/events/object-watcher.ts';
import { FunctionError } from '../../local/runtime-api/function-error.ts';
import { RETRY_DELAYS_MS } from '../../local/stack-options.ts';
import { SILENT } from '../support/ingest.ts';
import { MemoryObjectStore } from '../support/memory-object-store.ts';
import { poll } from '../support/poll.ts';
import { addSubmitted, createRegistry } from '../support/registry.ts';

interface Delivery {
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: {
    readonly bucket: { readonly name: string };
    readonly object: { readonly key: string };
  };
}

let watcher: ObjectWatcher | undefined;
afterEach(() => {
  watcher?.close();
});

function watch(
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

const submit = async (store: MemoryObjectStore, key: string): Promise<unknown> =>
  store.put(key, Buffer.from('{}'));

describe('a submission', () => {
  it('starts ingest once, with the event that EventBridge sends', async () => {
    const { store, deliveries } = watch((key) => store.delete(key));
    await submit(store, 'submissions/m/1.json');
    await poll('it is done', async () => (await store.head('submissions/m/1.json')) === undefined);
    expect(deliveries).toEqual([
      expect.objectContaining({
        source: 'aws.s3',
        'detail-type': 'Object Created',
        detail: expect.objectContaining({
          bucket: { name: 'b' },
          object: expect.objectContaining({ key: 'submissions/m/1.json' }) as unknown,
        }) as unknown,
      }),
    ]);
  });

  it('starts ingest again when it comes again', async () => {
    const { store, deliveries, looks } = watch((key) => store.delete(key));
    for (let time = 1; time <= 3; time++) {
      await submit(store, 'submissions/m/1.json');
      await poll(
        'it is done',
        async () =>
          deliveries.length === time && (await store.head('submissions/m/1.json')) === undefined,
      );
      const { count } = looks;
      await poll('its absence was seen', () => looks.count > count + 1);
    }
  });

  it('is tried again when ingest fails, and is done when that helps', async () => {
    const { store, deliveries, retries, letters } = watch((key, attempt) =>
      attempt < 3 ? Promise.reject(new FunctionError('ingest', 'bad')) : store.delete(key),
    );
    await submit(store, 'submissions/m/1.json');
    await poll('it is done', async () => (await store.head('submissions/m/1.json')) === undefined);
    expect([deliveries.length, retries.length, letters]).toEqual([3, 2, []]);
  });

  it('is a dead letter after three attempts, and stays for the next start', async () => {
    const { store, deliveries, letters } = watch(() =>
      Promise.reject(new FunctionError('ingest', 'always bad')),
    );
    await submit(store, 'submissions/m/1.json');
    await poll('it is given up', () => letters.length > 0);
    expect(letters).toEqual([
      expect.objectContaining({ attempts: 3, error: 'always bad', event: deliveries[0] }),
    ]);
    expect(deliveries).toHaveLength(3);
    expect(await store.head('submissions/m/1.json')).toBeDefined();
  });

  it('is tried again when it is submitted again after its last attempt', async () => {
    const { store, deliveries, letters, looks } = watch((key, attempt) =>
      attempt <= 3 ? Promise.reject(new FunctionError('ingest', 'bad')) : store.delete(key),
    );
    await submit(store, 'submissions/m/1.json');
    await poll('it is given up', () => letters.length > 0);
    const { count } = looks;
    await poll('it was seen since', () => looks.count > count + 2);
    expect(deliveries).toHaveLength(3);
    await store.put('submissions/m/1.json', Buffer.from('{"submittedAt":"later"}'));
    await poll('it is done', async () => (await store.head('submissions/m/1.json')) === undefined);
    expect(deliveries).toHaveLength(4);
  });

  it('ends REJECTED by its last attempt when all before it were killed', async () => {
    const { registry, store } = createRegistry();
    await addSubmitted(registry);
    const died = new FunctionError('ingest', 'killed');
    const deps = {
      registry,
      workspace: { open: () => Promise.reject(died) },
      servingBytes: 1,
      servingMs: 1,
      schedule: () => Promise.resolve(),
      sessionBudgetBytes: 2 ** 30,
      probe: { probe: () => Promise.reject(died) },
      converter: { convert: () => Promise.reject(died) },
      logger: SILENT,
      sleep: () => new Promise(setImmediate),
    };
    const { letters } = watch(
      () => ingestVersion('m', 1, deps),
      store,
      RETRY_DELAYS_MS.map(() => 5),
    );
    await poll(
      'it is validated',
      async () => (await registry.getVersion('m', 1)).status !== 'VALIDATING',
    );
    expect(await registry.getVersion('m', 1)).toMatchObject({
      status: 'REJECTED',
      rejection: { code: 'VALIDATION_GAVE_UP' },
    });
    expect(letters).toEqual([]);
  });

  it('waits for as long as there is no place, without that being an attempt', async () => {
    let refusals = 0;
    const { store, letters } = watch((key) =>
      refusals++ < 6 ? Promise.reject(new MaasError('OVER_CAPACITY', 'full')) : store.delete(key),
    );
    await submit(store, 'submissions/m/1.json');
    await poll('it is done', async () => (await store.head('submissions/m/1.json')) === undefined);
    expect(letters).toEqual([]);
  });

  it('does not wait for another that hangs', async () => {
    const { store } = watch((key) =>
      key.includes('/slow/') ? new Promise(() => undefined) : store.delete(key),
    );
    await submit(store, 'submissions/slow/1.json');
    await submit(store, 'submissions/fast/1.json');
    await poll(
      'the other is done',
      async () => (await store.head('submissions/fast/1.json')) === undefined,
    );
  });

  it('is found among more than one page of them', async () => {
    const { store, deliveries } = watch(() => Promise.resolve());
    await Promise.all(
      Array.from({ length: 1005 }, (_, index) => submit(store, `submissions/m${index}/1.json`)),
    );
    await poll(
      'all are delivered',
      () => new Set(deliveries.map(({ detail }) => detail.object.key)).size === 1005,
    );
    expect(deliveries).toHaveLength(1005);
  });
});
