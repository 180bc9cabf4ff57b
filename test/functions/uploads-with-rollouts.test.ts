import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { RolloutView } from '../../layers/maas/api/schemas/rollout.ts';
import { uploadKey } from '../../layers/maas/core/registry/keys.ts';
import { type Reply } from '../support/service.ts';
import {
  model,
  ROLLOUTS,
  CANARY,
  service,
  start,
  useRolloutService,
} from '../support/rollout-service.ts';

useRolloutService();

describe('an upload that asks for a roll-out', () => {
  const upload = (fields: Record<string, string>): Promise<Reply> =>
    service.upload({ 'model.onnx': model }, fields);
  const rollout = (own: object = {}): string => JSON.stringify({ strategy: CANARY, ...own });
  const countVersions = async (): Promise<number> =>
    (await service.registry.listVersionNumbers('default')).length;

  it.each([
    ['what is no JSON', { rollout: '{' }, 400],
    ['a strategy that there is not', { rollout: '{"strategy": {"blueGreen": {}}}' }, 400],
    ['an alias that moves at once as well', { rollout: rollout(), alias: 'live' }, 400],
    ['an alias that there is not', { rollout: rollout({ alias: 'nowhere' }) }, 404],
    ['the first version of a model', { rollout: rollout(), name: 'new-one' }, 404],
  ])('is refused before a version is made, for %s', async (_, fields, status) => {
    const before = await countVersions();
    expect(await upload(fields)).toMatchObject({
      status,
      body: { error: expect.stringMatching(/\.$/) },
    });
    expect(await countVersions()).toBe(before);
  });

  it('begins it when the version is READY; another is refused while it is open', async () => {
    const { status, body } = await upload({ rollout: rollout({ minRequests: 7 }) });
    expect(status).toBe(201);
    expect(body).toMatchObject({ status: 'READY', rollout: { alias: 'live', state: 'STARTED' } });
    const { id } = body.rollout as { id: string };
    const view = RolloutView.parse((await service.call('GET', `${ROLLOUTS}/${id}`)).body);
    expect(view).toMatchObject({ state: 'BAKING', candidate: body.version, minRequests: 7 });
    expect(await upload({ rollout: rollout() })).toMatchObject({
      status: 409,
      body: { error: expect.stringContaining(id) },
    });
    await service.call('POST', `${ROLLOUTS}/${id}/abort`);
  });

  it('says in its record why none began, where another came first', async () => {
    const files = [
      {
        path: 'model.onnx',
        bytes: model.length,
        sha256: createHash('sha256').update(model).digest('hex'),
      },
    ];
    const json = { files, rollout: { strategy: CANARY } };
    const created = await service.call('POST', '/models/default/versions', { json });
    expect(created.status).toBe(201);
    const { version } = created.body as { version: number };
    const address = `/models/default/versions/${version}`;
    const show = async (): Promise<unknown> => (await service.call('GET', address)).body.rollout;
    expect(await show()).toEqual({ alias: 'live', state: 'WAITING' });
    const other = RolloutView.parse((await start({ version: 2, strategy: CANARY })).body);
    await service.store.put(uploadKey('default', version, 'model.onnx'), model);
    await service.call('POST', `${address}/complete`);
    await service.ingest('default', version);
    expect(await show()).toEqual({
      alias: 'live',
      state: 'NOT_STARTED',
      reason: expect.stringContaining(`Roll-out ${other.id} of 'live' is BAKING`),
    });
    await service.call('POST', `${ROLLOUTS}/${other.id}/abort`);
    await service.ingest('default', version); // delivered twice
    expect(await show()).toMatchObject({ state: 'NOT_STARTED' });
  });
});
