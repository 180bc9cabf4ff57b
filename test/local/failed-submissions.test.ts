import { describe, expect, it } from '@jest/globals';
import { ingestVersion } from '../../layers/maas/core/ingest/ingest-version.ts';
import { FunctionError } from '../../layers/maas/instances/function-error.ts';
import { RETRY_DELAYS_MS } from '../../local/stack-options.ts';
import { SESSION_BUDGET, SILENT } from '../support/ingest.ts';
import { poll } from '../support/poll.ts';
import { addSubmitted, createRegistry } from '../support/registry.ts';
import { watch, submit, endWatcher } from './support/watched-submissions.ts';

endWatcher();

describe('a submission', () => {
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
      getSessionBudget: () => SESSION_BUDGET,
      probe: { probe: () => Promise.reject(died) },
      converter: { convert: () => Promise.reject(died) },
      optimization: { optimize: () => Promise.reject(died) },
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
});
