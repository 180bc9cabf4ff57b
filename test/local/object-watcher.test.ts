import { describe, expect, it } from '@jest/globals';
import { MaasError } from '../../layers/maas/core/errors.ts';
import { poll } from '../support/poll.ts';
import { watch, submit, endWatcher } from './support/watched-submissions.ts';

endWatcher();

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
