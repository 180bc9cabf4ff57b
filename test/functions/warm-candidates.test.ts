import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { routeTraffic, stickyDraw } from '../../layers/maas/core/serving/route-traffic.ts';
import type { RouteRecord } from '../../layers/maas/core/registry/records.ts';
import { useService } from '../support/use-service.ts';
import type { Reply } from '../support/service.ts';

const model = readFileSync(path.join(import.meta.dirname, '../../examples/sentiment/model.onnx'));

const service = useService();
beforeAll(async () => {
  for (let version = 1; version <= 4; version++) {
    expect((await service.upload({ 'model.onnx': model })).status).toBe(201);
  }
});

const point = async (json: object): Promise<void> => {
  expect((await service.call('PUT', '/models/default/aliases/live', { json })).status).toBe(200);
};

/** A session whose calls of these routes go to a version. */
function findSession(routes: readonly RouteRecord[], version: number): string {
  for (let index = 0; index < 1000; index++) {
    const draw = stickyDraw('default/live', `s${index}`);
    if (routeTraffic(routes, draw) === version) return `s${index}`;
  }
  throw new Error(`No session goes to version ${version}.`);
}

const predict = (session = 'any', reference = ''): Promise<Reply> =>
  service.call('POST', `/predict${reference}`, {
    json: { text: 'good' },
    headers: { 'x-session-id': session },
  });

/** Reads which version answered, and whether the call waited for its model. */
const look = ({ headers }: Reply): [version: unknown, start: string] => [
  headers['x-model-version'],
  /\bload;/.test(String(headers['server-timing'])) ? 'cold' : 'warm',
];

describe('an instance that is warm', () => {
  it("has the candidate of a split in memory before the candidate's first call", async () => {
    const routes = [
      { version: 1, weight: 90 },
      { version: 2, weight: 10 },
    ];
    await point({ routes });
    expect(look(await predict(findSession(routes, 1)))).toEqual(['1', 'cold']);
    expect(look(await predict(findSession(routes, 2)))).toEqual(['2', 'warm']);
  });

  it('has the candidate of a roll-out before its first step has begun', async () => {
    await point({ version: 1 });
    const rollout = {
      version: 3,
      shadow: { percent: 100, bakeMinutes: 5 },
      strategy: { canary: { percent: 10, bakeMinutes: 5 } },
    };
    const path = '/models/default/aliases/live/rollouts';
    expect((await service.call('POST', path, { json: rollout })).status).toBe(201);
    expect(look(await predict())[0]).toBe('1');
    expect(look(await predict('any', '?version=3'))).toEqual(['3', 'warm']);
  });

  it('loads nothing that no alias calls', async () => {
    expect(look(await predict('any', '?version=4'))).toEqual(['4', 'cold']);
  });
});
