import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ModelView } from '../../layers/maas/api/schemas/model-view.ts';
import { MetricsView } from '../../layers/maas/api/schemas/metrics-view.ts';
import { RolloutView } from '../../layers/maas/api/schemas/rollout.ts';
import { ENVIRONMENT } from '../../layers/maas/contract/environment.ts';
import { getBooster, type BoosterFixture } from '../support/boosters.ts';
import { poll } from '../support/poll.ts';
import { startService, type Service } from '../support/service.ts';

const directory = mkdtempSync(path.join(tmpdir(), 'maas-shadows-'));
const socketPath = path.join(directory, 'shadows.sock');
/** The copies that `predict` wrote to the socket, a line each. */
let written = '';
const sockets = new Set<Socket>();
const server = createServer((socket) => {
  sockets.add(socket);
  socket.on('data', (chunk: Buffer) => {
    written += chunk.toString();
  });
});

let service: Service;
beforeAll(async () => {
  await new Promise<void>((resolve) => {
    server.listen(socketPath, resolve);
  });
  service = await startService({ [ENVIRONMENT.shadowSocket]: socketPath });
});
afterAll(() => {
  service.stop();
  server.close();
  for (const socket of sockets) socket.destroy();
  rmSync(directory, { recursive: true, force: true });
});
beforeEach(() => {
  written = '';
});

interface Copy {
  readonly predictionId: string;
  readonly request: object;
}

async function upload(model: string, files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  const { status, body } = await service.upload(files, { name: model });
  expect([status, body.error]).toEqual([201, undefined]);
}

async function shadow(model: string, change: object = {}): Promise<void> {
  const json = { version: 1, shadow: { version: 2, percent: 100, ...change } };
  const { status, body } = await service.call('PUT', `/models/${model}/aliases/live`, { json });
  expect([status, body.error]).toEqual([200, undefined]);
}

/** Copies that have been written, as events. */
async function takeCopies(count: number): Promise<Copy[]> {
  const lines = await poll('the copies are written', () => {
    const whole = written.split('\n').slice(0, -1);
    return whole.length >= count ? whole : undefined;
  });
  expect(lines).toHaveLength(count);
  return lines.map((line) => {
    const [, version, json = ''] = /^\S+ (\d+) (.*)$/.exec(line) ?? [];
    expect(version).toBe('2');
    return JSON.parse(json) as Copy;
  });
}

/** Runs a copy by the shadow, and gives the metrics of it. */
async function run(copy: unknown): Promise<Record<string, unknown>> {
  const before = service.metrics.length;
  await service.shadow(copy);
  const [line, ...others] = service.metrics.slice(before);
  expect(others).toEqual([]);
  return line ?? {};
}

/** JSON has no infinities. */
function takeFinite(fixture: BoosterFixture): BoosterFixture {
  const isFinite = (_: unknown, index: number): boolean =>
    !String(fixture.rows[index]).includes('Infinity');
  const { rows, records } = fixture;
  return { ...fixture, rows: rows.filter(isFinite), records: records.filter(isFinite) };
}

const CLASSES = takeFinite(getBooster('xgboost-2.1.4/multi-softprob.json'));
const VALUES = takeFinite(getBooster('lightgbm-4.6.0/regression.txt'));
const OTHER_VALUES = takeFinite(getBooster('lightgbm-4.6.0/regression_l1.txt'));
const TAGS = takeFinite(getBooster('xgboost-2.1.4/tags.json'));

const named = (...labels: readonly string[]): Buffer => Buffer.from(`${labels.join('\n')}\n`);

describe('the agreement of a shadow with what was answered', () => {
  it('is exact for labels when the shadow calls one class by the name of another', async () => {
    const { bytes, rows, records } = CLASSES;
    await upload('labels', { 'model.json': bytes, 'labels.txt': named('low', 'mid', 'high') });
    await upload('labels', { 'model.json': bytes, 'labels.txt': named('low', 'high', 'mid') });
    await shadow('labels');
    const answer = await service.call('POST', '/models/labels/predict', { json: { rows } });
    expect(answer).toMatchObject({ status: 200, headers: { 'x-model-version': '1' } });
    const [copy] = await takeCopies(1);
    const expected = records.map(({ label }) => (label === 0 ? 1 : 0));
    expect(new Set(expected)).toEqual(new Set([0, 1]));
    expect(await run(copy)).toMatchObject({
      Model: 'labels',
      Version: '2',
      predictionId: answer.headers['x-prediction-id']?.split('.')[0],
      ShadowPredictions: 1,
      ShadowErrors: 0,
      ShadowLatency: expect.any(Number),
      Agreement: expected,
    });
  });

  it('is exact for numbers, by the tolerance that the shadow is given', async () => {
    await upload('values', { 'model.txt': VALUES.bytes });
    await upload('values', { 'model.txt': OTHER_VALUES.bytes });
    for (const tolerance of [0.01, 0.2]) {
      written = '';
      await shadow('values', { tolerance });
      await service.call('POST', '/models/values/predict', { json: { rows: VALUES.rows } });
      const [copy] = await takeCopies(1);
      const expected = VALUES.records.map(({ value = NaN }, index) => {
        const other = OTHER_VALUES.records[index]?.value ?? NaN;
        return Math.abs(value - other) <= tolerance * Math.max(1, Math.abs(value)) ? 1 : 0;
      });
      expect(new Set(expected)).toEqual(new Set([0, 1]));
      expect((await run(copy)).Agreement).toEqual(expected);
    }
  });

  it('is exact for several labels when the shadow says more of them', async () => {
    const SHIFT = 0.9;
    const text = TAGS.bytes.toString();
    const shifted = text.replace(/"base_score":"[^"]*"/, `"base_score":"${SHIFT}"`);
    expect(shifted).not.toBe(text);
    await upload('tags', { 'model.json': TAGS.bytes });
    await upload('tags', { 'model.json': Buffer.from(shifted) });
    await shadow('tags');
    const ask = async (version: string): Promise<Record<string, unknown>[]> => {
      const url = `/models/tags/predict?version=${version}`;
      return (await service.call('POST', url, { json: { rows: TAGS.rows } })).body;
    };
    const [live, other] = [await ask('live'), await ask('2')];
    const [copy] = await takeCopies(1); // calls of a version by its number are not copied
    const expected = live.map((record, index) =>
      ['label:0', 'label:1'].every((name) => record[name] === other[index]?.[name]) ? 1 : 0,
    );
    expect(new Set(expected)).toEqual(new Set([0, 1]));
    expect((await run(copy)).Agreement).toEqual(expected);
  });

  it('is one verdict for the outputs of a call of the Open Inference Protocol', async () => {
    await shadow('values', { tolerance: 0.01 });
    const { body } = await service.call('GET', '/v2/models/values');
    const inputs = (body.inputs as { name: string; datatype: string }[]).map((input) => ({
      name: input.name,
      datatype: input.datatype,
      shape: [1, 5],
      data: VALUES.rows[0],
    }));
    const answer = await service.call('POST', '/v2/models/values/infer', { json: { inputs } });
    expect([answer.status, answer.body.error]).toEqual([200, undefined]);
    const [copy] = await takeCopies(1);
    expect(await run(copy)).toMatchObject({ ShadowErrors: 0, Agreement: 0 });
  });
});

describe('a copy of a call', () => {
  it('has neither who called nor a key in it', async () => {
    await shadow('values');
    const headers = {
      'content-type': 'application/json',
      'x-api-key': 'secret',
      authorization: 'secret',
      'x-session-id': 'me',
    };
    await service.call('POST', '/models/values/predict', {
      json: { rows: VALUES.rows.slice(0, 1) },
      headers,
    });
    const [copy] = await takeCopies(1);
    expect(copy?.request).toMatchObject({ headers: { 'content-type': 'application/json' } });
    expect(JSON.stringify(copy)).not.toMatch(/secret|"me"/);
  });

  it('is not sent when the call was refused, named a version, or nothing is drawn', async () => {
    await shadow('values');
    const predict = (query: string, json: unknown): Promise<unknown> =>
      service.call('POST', `/models/values/predict${query}`, { json });
    const rows = VALUES.rows.slice(0, 1);
    await predict('', { rows: 'none' });
    await predict('?version=1', { rows });
    await shadow('values', { percent: 0 });
    await predict('', { rows });
    await shadow('values');
    await predict('', { rows });
    await takeCopies(1);
  });

  it('counts as skipped when it is larger than an event may be', async () => {
    await shadow('values');
    const before = service.metrics.length;
    const body = JSON.stringify({ rows: VALUES.rows.slice(0, 1) }).padEnd(1_000_001);
    const { status } = await service.call('POST', '/models/values/predict', { body });
    expect(status).toBe(200);
    expect(service.metrics.slice(before)).toContainEqual(
      expect.objectContaining({ Model: 'values', Version: '2', ShadowSkipped: 1 }),
    );
    expect(written).toBe('');
  });

  it('counts as an error of the shadow when that cannot answer it', async () => {
    await shadow('values');
    await service.call('POST', '/models/values/predict', { json: { rows: VALUES.rows } });
    const [copy] = await takeCopies(1);
    expect(await run({ ...copy, version: 9 })).toMatchObject({
      Version: '9',
      ShadowPredictions: 1,
      ShadowErrors: 1,
    });
  });

  it('is told of in the metrics of its model, beside those of the calls', async () => {
    const { body } = await service.call('GET', '/models/values/metrics?period=PT1H');
    const [told, ...others] = MetricsView.parse(body).shadows;
    expect(others.map(({ version }) => version)).toEqual([]);
    expect(told).toMatchObject({ version: 2, copies: 3, errors: 0, skipped: 1 });
    expect(told?.compared).toBe(2 * VALUES.rows.length + 1);
    expect(told?.agreement).toBeGreaterThan(0);
    expect(told?.agreement).toBeLessThan(1);
  });

  it('is refused when it is none', async () => {
    await expect(service.shadow({ model: 'values' })).rejects.toThrow('no copy');
  });
});

describe('the shadow of an alias', () => {
  const put = (json: unknown): ReturnType<Service['call']> =>
    service.call('PUT', '/models/values/aliases/live', { json });
  const getLive = async (): Promise<unknown> =>
    ModelView.parse((await service.call('GET', '/models/values')).body).aliases.live;

  it('is shown, keeps its version from being deleted, and ends when the alias is put anew', async () => {
    await shadow('values', { percent: 25 });
    expect(await getLive()).toMatchObject({
      routes: [{ version: 1, weight: 1 }],
      shadow: { version: 2, percent: 25, tolerance: 1e-4 },
    });
    expect((await service.call('DELETE', '/models/values/versions/2')).status).toBe(409);
    expect((await put({ version: 1 })).status).toBe(200);
    expect(await getLive()).not.toHaveProperty('shadow');
  });

  it.each([
    ['answers itself', { version: 2, percent: 10 }, 400],
    ['there is not', { version: 9, percent: 10 }, 404],
    ['gets more than all', { version: 1, percent: 101 }, 400],
    ['gets less than nothing', { version: 1, percent: -1 }, 400],
    ['says no percent', { version: 1 }, 400],
    ['has a tolerance above 1', { version: 1, percent: 1, tolerance: 2 }, 400],
  ])('is refused with a sentence when it is a version that %s', async (_, given, status) => {
    expect(await put({ version: 2, shadow: given })).toMatchObject({
      status,
      body: { error: expect.stringMatching(/\.$/) },
    });
  });
});

it('a roll-out that begins with a shadow copies calls to its candidate until it is ended', async () => {
  await service.call('PUT', '/models/values/aliases/live', { json: { version: 1 } });
  const started = await service.call('POST', '/models/values/aliases/live/rollouts', {
    json: {
      version: 2,
      shadow: { percent: 100, bakeMinutes: 5, tolerance: 0.5 },
      strategy: { canary: { percent: 10, bakeMinutes: 5 } },
    },
  });
  expect([started.status, started.body.error]).toEqual([201, undefined]);
  const { id, steps, percent } = RolloutView.parse(started.body);
  expect(percent).toBe(0);
  expect(steps).toMatchObject([
    { state: 'CURRENT', percent: 0, shadow: { percent: 100, tolerance: 0.5 } },
    { state: 'AHEAD', percent: 10 },
  ]);
  const predict = (): Promise<unknown> =>
    service.call('POST', '/models/values/predict', { json: { rows: VALUES.rows.slice(0, 1) } });
  expect(await predict()).toMatchObject({ status: 200, headers: { 'x-model-version': '1' } });
  const [copy] = await takeCopies(1);
  expect(copy).toMatchObject({ tolerance: 0.5 });
  await service.call('POST', `/models/values/aliases/live/rollouts/${id}/abort`);
  const { body } = await service.call('GET', '/models/values');
  expect(ModelView.parse(body).aliases.live).not.toHaveProperty('shadow');
});
