import { beforeAll, describe, expect, it } from '@jest/globals';
import { FileAlarmRegistry } from '../../../layers/maas/adapters/alarms/file-alarm-registry.ts';
import { ModelView } from '../../../layers/maas/api/schemas/model-view.ts';
import { addReady } from '../../support/registry.ts';
import { alarmsDirectory, service } from '../../support/models-service.ts';

describe('the settings of a model', () => {
  beforeAll(async () => {
    await addReady(service.registry, 'settled');
  });

  it('are replaced as a whole, shown with the model, and gone when they are left out', async () => {
    const set = await service.call('PUT', '/models/settled/settings', {
      json: { timeoutSeconds: 10 },
    });
    expect([set.status, ModelView.parse(set.body).settings]).toEqual([200, { timeoutSeconds: 10 }]);
    expect((await service.call('GET', '/models/settled')).body).toEqual(set.body);
    expect(
      ModelView.parse((await service.call('PUT', '/models/settled/settings', { json: {} })).body)
        .settings,
    ).toBeUndefined();
  });

  it.each([0, 901, 1.5, '10', -1])(
    'are refused with 400 when timeoutSeconds is %j',
    async (timeoutSeconds) => {
      expect(
        await service.call('PUT', '/models/settled/settings', { json: { timeoutSeconds } }),
      ).toMatchObject({
        status: 400,
        body: {
          code: 'INVALID_REQUEST',
          error: expect.stringContaining('whole number of seconds from 1 to 900') as unknown,
        },
      });
    },
  );

  const LIMITS_OF_ITS_OWN = {
    latencyP99Ms: 250,
    errorRatePercent: 0.5,
    minAccuracyPercent: 92.5,
    runbookUrl: 'https://wiki.example/settled?page=1',
  };

  it('give the model alarms of its own, which go with them and with the model', async () => {
    const alarms = new FileAlarmRegistry(alarmsDirectory);
    await addReady(service.registry, 'Watched');
    const set = await service.call('PUT', '/models/watched/settings', { json: LIMITS_OF_ITS_OWN });
    expect([set.status, ModelView.parse(set.body).settings]).toEqual([200, LIMITS_OF_ITS_OWN]);
    expect(await alarms.list()).toEqual([{ model: 'Watched', limits: LIMITS_OF_ITS_OWN }]);

    await service.call('PUT', '/models/watched/settings', { json: { timeoutSeconds: 10 } });
    expect(await alarms.list()).toEqual([]);

    await service.call('PUT', '/models/watched/settings', { json: { minAccuracyPercent: 80 } });
    expect(await alarms.list()).toHaveLength(1);
    expect((await service.call('DELETE', '/models/watched')).status).toBe(204);
    expect(await alarms.list()).toEqual([]);
  });

  it('lose alarms that outlived their model when the deletion is asked for again', async () => {
    const alarms = new FileAlarmRegistry(alarmsDirectory);
    await addReady(service.registry, 'left-behind');
    await service.call('DELETE', '/models/left-behind');
    await alarms.replace('left-behind', { minAccuracyPercent: 80 }); // as a call that died would leave them
    expect((await service.call('DELETE', '/models/left-behind')).status).toBe(404);
    expect(await alarms.list()).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['latencyP99Ms', 0, 'milliseconds from 1 to 900000'],
    ['latencyP99Ms', 900_001, 'milliseconds from 1 to 900000'],
    ['latencyP99Ms', 1.5, 'milliseconds from 1 to 900000'],
    ['errorRatePercent', 0, 'above 0 and below 100'],
    ['errorRatePercent', 100, 'above 0 and below 100'],
    ['errorRatePercent', '5', 'above 0 and below 100'],
    ['minAccuracyPercent', 100, 'above 0 and below 100'],
    ['minAccuracyPercent', -1, 'above 0 and below 100'],
    ['runbookUrl', 'wiki/page', 'begins with https:// or http://'],
    ['runbookUrl', 'javascript:alert(1)', 'begins with https:// or http://'],
    ['runbookUrl', 'https://wiki.example/a b', 'begins with https:// or http://'],
    ['runbookUrl', 'https://wiki.example/\n', 'begins with https:// or http://'],
    ['runbookUrl', `https://wiki.example/${'a'.repeat(300)}`, 'at most 300 characters'],
  ])('are refused with 400 when %s is %j', async (name, value, sentence) => {
    expect(
      await service.call('PUT', '/models/settled/settings', { json: { [name]: value } }),
    ).toMatchObject({
      status: 400,
      body: { code: 'INVALID_REQUEST', error: expect.stringContaining(sentence) as unknown },
    });
  });

  it('are refused when the model was changed since it was read, is unknown, or has no such setting', async () => {
    const headers = { 'if-match': '"another"' };
    expect(
      (
        await service.call('PUT', '/models/settled/settings', {
          json: { timeoutSeconds: 10 },
          headers,
        })
      ).status,
    ).toBe(412);
    expect(
      (await service.call('PUT', '/models/nowhere/settings', { json: { timeoutSeconds: 10 } }))
        .status,
    ).toBe(404);
    expect(
      (await service.call('PUT', '/models/settled/settings', { json: { timeout: 10 } })).status,
    ).toBe(400);
  });
});
