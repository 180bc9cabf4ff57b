import { beforeAll, describe, expect, it } from '@jest/globals';
import { ModelView } from '../../../layers/maas/api/schemas/model-view.ts';
import { addReady, addSubmitted } from '../../support/registry.ts';
import type { Service } from '../../support/service.ts';
import { service } from '../../support/models-service.ts';

describe('aliases', () => {
  beforeAll(async () => {
    await addReady(service.registry, 'aliased', 'live');
    await addReady(service.registry, 'aliased');
    await addSubmitted(service.registry, 'aliased');
  });

  it.each([
    ['a version', { version: 2 }, 2],
    ['one route', { routes: [{ version: 1, weight: 0.5 }] }, 1],
  ])('moves to %s', async (_, json, version) => {
    const { status, headers, body } = await service.call('PUT', '/models/aliased/aliases/live', {
      json,
    });
    expect(status).toBe(200);
    expect(ModelView.parse(body).aliases.live?.routes).toEqual([{ version, weight: 1 }]);
    expect(headers.etag).toBe((await service.call('GET', '/models/aliased')).headers.etag);
  });

  it.each([
    ['nothing', {}, 400],
    ['both forms', { version: 1, routes: [{ version: 1, weight: 1 }] }, 400],
    ['no route', { routes: [] }, 400],
    ['a weight of 0', { routes: [{ version: 1, weight: 0 }] }, 400],
    ['a text', { version: '1' }, 400],
    ['a weight beyond all others', { routes: [{ version: 1, weight: 1e7 }] }, 400],
    [
      'a version twice',
      {
        routes: [
          { version: 1, weight: 1 },
          { version: 1, weight: 2 },
        ],
      },
      400,
    ],
    [
      'more routes than an alias may have',
      { routes: Array.from({ length: 11 }, (_, index) => ({ version: index + 1, weight: 1 })) },
      400,
    ],
    [
      'routes of which one is not READY',
      {
        routes: [
          { version: 1, weight: 1 },
          { version: 3, weight: 1 },
        ],
      },
      409,
    ],
    ['a shadow without a percentage', { version: 1, shadow: { version: 2 } }, 400],
    ['a version that is not READY', { version: 3 }, 409],
    ['a version that there is not', { version: 9 }, 404],
  ])('answers %s with a sentence and stays', async (_, json, status) => {
    const before = await service.call('GET', '/models/aliased');
    const reply = await service.call('PUT', '/models/aliased/aliases/live', { json });
    expect(reply).toMatchObject({ status, body: { error: expect.stringMatching(/\.$/) } });
    expect((await service.call('GET', '/models/aliased')).body).toEqual(before.body);
  });

  it('split over two versions, which then cannot be deleted; that they do not fit is noted', async () => {
    await addReady(service.registry, 'split');
    await addReady(service.registry, 'split');
    const routes = [
      { version: 1, weight: 90 },
      { version: 2, weight: 10 },
    ];
    const put = (): ReturnType<Service['call']> =>
      service.call('PUT', '/models/split/aliases/live', { json: { routes } });
    expect(await put()).toMatchObject({ status: 200 });
    const { live } = ModelView.parse((await service.call('GET', '/models/split')).body).aliases;
    expect(live).toEqual({ routes, updatedAt: expect.any(String) });
    for (const version of [1, 2]) {
      expect((await service.call('DELETE', `/models/split/versions/${version}`)).status).toBe(409);
    }
    await service.registry.updateVersion('split', 2, (record) => ({
      ...record,
      validation: {
        loadMs: 1,
        peakMemoryBytes: 2 * 1024 ** 3,
        samplesPassed: 0,
        notes: [],
      },
    }));
    expect(ModelView.parse((await put()).body).aliases.live?.notes).toEqual([
      expect.stringContaining('take about 2048 MB of memory, and predict has 1257 for models'),
    ]);
  });

  it('refuses when If-Match is stale, and moves when it is not', async () => {
    const { etag = '' } = (await service.call('GET', '/models/aliased')).headers;
    const put = (version: number): ReturnType<Service['call']> =>
      service.call('PUT', '/models/aliased/aliases/live', {
        json: { version },
        headers: { 'If-Match': etag },
      });
    expect((await put(2)).status).toBe(200);
    expect(await put(1)).toMatchObject({ status: 412, body: { code: 'PRECONDITION_FAILED' } });
    expect(
      await service.call('DELETE', '/models/aliased/aliases/live', {
        headers: { 'If-Match': etag },
      }),
    ).toMatchObject({ status: 412 });
  });

  it('are not called like numbers', async () => {
    expect(
      (await service.call('PUT', '/models/aliased/aliases/12', { json: { version: 1 } })).status,
    ).toBe(400);
  });
});
