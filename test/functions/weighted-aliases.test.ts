import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { readRecords } from '../../layers/maas/core/serving/registry-records.ts';
import { resolveVersion } from '../../layers/maas/core/serving/resolve-version.ts';
import type { Service } from '../support/service.ts';
import { useService } from '../support/use-service.ts';

const model = readFileSync(path.join(import.meta.dirname, '../../examples/sentiment/model.onnx'));
const CLIENTS = 8;
const CALLS = 3000;

const service = useService();
beforeAll(async () => {
  for (let version = 1; version <= 2; version++) {
    expect((await service.upload({ 'model.onnx': model })).status).toBe(201);
  }
});

async function split(...weights: number[]): Promise<void> {
  const routes = weights.map((weight, index) => ({ version: index + 1, weight }));
  const put = service.call('PUT', '/models/default/aliases/live', { json: { routes } });
  expect((await put).status).toBe(200);
}

const predict = (session?: string): ReturnType<Service['call']> =>
  service.call('POST', '/predict', {
    json: { text: 'good' },
    headers: session === undefined ? {} : { 'x-session-id': session },
  });

/** Tells whether a share was drawn as it should be, within 4 standard errors. */
function expectShare(count: number, of: number, share: number): void {
  const error = Math.sqrt((share * (1 - share)) / of);
  expect(Math.abs(count / of - share)).toBeLessThan(4 * error);
}

describe('an alias of two versions', () => {
  it('answers by weight, and x-model-version says who did', async () => {
    await split(80, 20);
    let ofCandidate = 0;
    for (let call = 0; call < CALLS; call++) {
      const { status, headers } = await predict();
      expect(status).toBe(200);
      if (headers['x-model-version'] === '2') ofCandidate++;
    }
    expectShare(ofCandidate, CALLS, 0.2);
  });

  it('gives 100,000 calls their shares, drawn and by session', async () => {
    await split(90, 10);
    const stored = readRecords(service.registry);
    const known = new Map<string, unknown>();
    const records = {
      async find<T>(key: string): Promise<T | undefined> {
        if (!known.has(key)) known.set(key, await stored.find<T>(key));
        return known.get(key) as T | undefined;
      },
    };
    let ofCandidate = 0;
    for (let call = 0; call < 100_000; call++) {
      const { version } = await resolveVersion(records, 'default', 'live', () => Math.random);
      if (version === 2) ofCandidate++;
    }
    expectShare(ofCandidate, 100_000, 0.1);
  });

  it('moves no session back while the candidate gains weight', async () => {
    const sides = new Map<string, string | undefined>();
    for (const percent of [10, 50, 99]) {
      await split(100 - percent, percent);
      for (let session = 0; session < 100; session++) {
        const key = `session-${session}`;
        const side = (await predict(key)).headers['x-model-version'];
        expect((await predict(key)).headers['x-model-version']).toBe(side);
        if (sides.get(key) === '2') expect(side).toBe('2');
        sides.set(key, side);
      }
    }
    expect([...sides.values()].filter((side) => side === '2').length).toBeGreaterThan(90);
  });

  it('fails none of 8 clients while its weights move', async () => {
    let isMoving = true;
    const statuses: number[] = [];
    const versions = new Set<string | undefined>();
    const clients = Array.from({ length: CLIENTS }, async (_, client) => {
      while (isMoving) {
        const { status, headers } = await predict(client % 2 ? `client-${client}` : undefined);
        statuses.push(status);
        versions.add(headers['x-model-version']);
      }
    });
    for (const percent of [1, 10, 50, 99, 50, 10, 1]) {
      const seen = statuses.length;
      await split(100 - percent, percent);
      while (statuses.length < seen + 100) await predict();
    }
    isMoving = false;
    await Promise.all(clients);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
    expect([...versions].sort()).toEqual(['1', '2']);
  });
});
