import { describe, expect, it } from '@jest/globals';
import { ModelView } from '../../layers/maas/api/schemas/model-view.ts';
import { RolloutList, RolloutView } from '../../layers/maas/api/schemas/rollout.ts';
import { toContext } from '../support/gateway-event.ts';
import { type Reply } from '../support/service.ts';
import { ROLLOUTS, CANARY, service, start, useRolloutService } from '../support/rollout-service.ts';

/** As EventBridge calls the function. */
async function send(type: string, detail: object): Promise<void> {
  const { handler } = await import('../../functions/monitor/handler.ts');
  await handler({ 'detail-type': type, detail } as Parameters<typeof handler>[0], toContext());
}

const tick = (): Promise<void> => send('Scheduled Event', {});

/** A contributor to the alarm over all versions that begins to ring now. */
const ring = (version: number): Promise<void> =>
  send('CloudWatch Alarm Contributor State Change', {
    alarmName: 'ServerlessMaas/Stack/Models/ErrorRate',
    alarmContributor: { id: 'c', attributes: { Model: 'default', Version: String(version) } },
    state: { value: 'ALARM', timestamp: new Date().toISOString().replace('Z', '+0000') },
  });

useRolloutService();

describe('roll-outs', () => {
  it.each([
    ['no strategy', { version: 2 }, 400],
    ['two strategies', { version: 2, strategy: { ...CANARY, allAtOnce: { bakeMinutes: 1 } } }, 400],
    [
      'all of the traffic as a canary',
      { version: 2, strategy: { canary: { percent: 100, bakeMinutes: 1 } } },
      400,
    ],
    [
      'percents that fall',
      { version: 2, strategy: { canary: { percent: [50, 10], bakeMinutes: 1 } } },
      400,
    ],
    [
      'a guard that guards nothing',
      { version: 2, strategy: CANARY, guards: { errorRate: { compare: false } } },
      400,
    ],
    [
      'a guard that waits for nothing',
      { version: 2, strategy: CANARY, guards: { accuracy: { minRequests: 0 } } },
      400,
    ],
    ['a guard that there is not', { version: 2, strategy: CANARY, guards: { speed: {} } }, 400],
    [
      'a limit in percent',
      { version: 2, strategy: CANARY, guards: { errorRate: { limit: 5 } } },
      400,
    ],
    [
      'a guard on agreement without a shadow',
      { version: 2, strategy: CANARY, guards: { agreement: { limit: 0.1 } } },
      400,
    ],
    [
      'a comparison of agreement',
      {
        version: 2,
        strategy: CANARY,
        shadow: { percent: 10, bakeMinutes: 5 },
        guards: { agreement: { compare: true } },
      },
      400,
    ],
    [
      'a shadow of nothing',
      { version: 2, strategy: CANARY, shadow: { percent: 0, bakeMinutes: 5 } },
      400,
    ],
    ['the version that is there', { version: 1, strategy: CANARY }, 409],
    ['a version that there is not', { version: 9, strategy: CANARY }, 404],
  ])('refuse %s with a sentence, and leave the alias', async (_, json, status) => {
    expect(await start(json)).toMatchObject({
      status,
      body: { error: expect.stringMatching(/\.$/) },
    });
    const { body } = await service.call('GET', '/models/default');
    expect(ModelView.parse(body).aliases.live?.routes).toEqual([{ version: 1, weight: 1 }]);
  });

  it('begin, count slow answers of both versions, are told, and end by hand', async () => {
    const started = await start({ version: 2, strategy: CANARY, slowMs: 0.001 });
    expect(started.status).toBe(201);
    const { id } = RolloutView.parse(started.body);
    expect(started.headers.location).toBe(`${ROLLOUTS}/${id}`);
    expect(await start({ version: 2, strategy: CANARY })).toMatchObject({ status: 409 });
    expect(await service.call('DELETE', '/models/default/versions/2')).toMatchObject({
      status: 409,
    });

    const before = service.metrics.length;
    const versions = new Set<string | undefined>();
    for (let call = 0; call < 40; call++) {
      const { status, headers } = await service.call('POST', '/predict', {
        json: { text: 'good' },
      });
      expect(status).toBe(200);
      versions.add(headers['x-model-version']);
    }
    expect([...versions].sort()).toEqual(['1', '2']);
    const slow = service.metrics.slice(before).filter(({ SlowAnswers }) => SlowAnswers === 1);
    expect(slow).toHaveLength(40);

    await tick();
    const { body } = await service.call('GET', `${ROLLOUTS}/${id}`);
    expect(RolloutView.parse(body)).toMatchObject({
      state: 'BAKING',
      percent: 50,
      steps: [{ state: 'CURRENT', verdicts: [{ guard: 'errorRate' }, { guard: 'latency' }] }],
    });

    expect(await service.call('POST', `${ROLLOUTS}/${id}/continue`)).toMatchObject({ status: 409 });
    const ended = await service.call('POST', `${ROLLOUTS}/${id}/abort`);
    expect(RolloutView.parse(ended.body)).toMatchObject({ state: 'ABORTED', percent: 0 });
    expect(await service.call('POST', `${ROLLOUTS}/${id}/promote`)).toMatchObject({ status: 409 });
    for (let call = 0; call < 20; call++) {
      const { headers } = await service.call('POST', '/predict', { json: { text: 'good' } });
      expect(headers['x-model-version']).toBe('1');
    }
    await tick();
    expect((await service.store.list('baking/')).keys).toEqual([]);
    expect((await service.store.list('rollouts/default/live/')).keys).toHaveLength(1);
  });

  it("go back on the candidate's alarm, not on the baseline's, and by hand only with force", async () => {
    const { id } = RolloutView.parse((await start({ version: 2, strategy: CANARY })).body);
    await ring(1);
    expect((await service.call('GET', `${ROLLOUTS}/${id}`)).body).toMatchObject({
      state: 'BAKING',
    });
    await ring(2);
    expect((await service.call('GET', `${ROLLOUTS}/${id}`)).body).toMatchObject({
      state: 'ROLLED_BACK',
      percent: 0,
      reason: expect.stringMatching(/^The candidate's alarm ErrorRate rings since /),
    });
    const put = (json: object): Promise<Reply> =>
      service.call('PUT', '/models/default/aliases/live', { json });
    for (const json of [
      { version: 2 },
      { routes: [1, 2].map((v) => ({ version: v, weight: 1 })) },
    ]) {
      expect(await put(json)).toMatchObject({
        status: 409,
        body: { error: expect.stringContaining('"force": true') },
      });
    }
    expect(await start({ version: 2, strategy: CANARY })).toMatchObject({ status: 409 });
    expect(await put({ version: 2, force: true })).toMatchObject({ status: 200 });
    expect(await put({ version: 1 })).toMatchObject({ status: 200 });
    expect(await put({ version: 2 })).toMatchObject({ status: 200 }); // the mark is gone
    expect(await put({ version: 1 })).toMatchObject({ status: 200 });
  });

  it('promote by hand; the list has all, the newest first', async () => {
    const { id } = RolloutView.parse((await start({ version: 2, strategy: CANARY })).body);
    const promoted = await service.call('POST', `${ROLLOUTS}/${id}/promote`);
    expect(RolloutView.parse(promoted.body)).toMatchObject({ state: 'PROMOTED', percent: 100 });
    const { body } = await service.call('GET', ROLLOUTS);
    expect(RolloutList.parse(body).rollouts.map(({ state }) => state)).toEqual([
      'PROMOTED',
      'ROLLED_BACK',
      'ABORTED',
    ]);
    expect(await service.call('GET', `${ROLLOUTS}/12`)).toMatchObject({ status: 404 });
    expect(await service.call('GET', '/models/nowhere/aliases/live/rollouts')).toMatchObject({
      status: 404,
    });
  });
});
