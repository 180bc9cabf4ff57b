import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ENVIRONMENT } from '../../layers/maas/contract/environment.ts';
import { DRIFT_DUE } from '../../layers/maas/contract/events.ts';
import { DriftView } from '../../layers/maas/api/schemas/drift.ts';
import { FeedbackList } from '../../layers/maas/api/schemas/feedback.ts';
import { startService, type Reply, type Service } from '../support/service.ts';

const root = path.resolve(import.meta.dirname, '../..');
const model = readFileSync(path.join(root, 'examples/sentiment/model.onnx'));
const home = mkdtempSync(path.join(tmpdir(), 'maas-captures-'));
const directory = path.join(home, 'captured');

let service: Service;
beforeAll(async () => {
  const keyFile = path.join(home, 'prediction-key');
  writeFileSync(keyFile, 'k'.repeat(64), { mode: 0o600 });
  service = await startService({
    [ENVIRONMENT.predictionKeyFile]: keyFile,
    [ENVIRONMENT.capturesDirectory]: directory,
    [ENVIRONMENT.captureRedact]: '["secret"]',
  });
  expect((await service.upload({ 'model.onnx': model }, { name: 'Mood' })).status).toBe(201);
});
afterAll(() => {
  service.stop();
  rmSync(home, { recursive: true, force: true });
});

type Line = Readonly<Record<string, unknown>>;

function readLines(folder: string): Line[] {
  try {
    return readdirSync(path.join(directory, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .flatMap(({ parentPath, name }) =>
        readFileSync(path.join(parentPath, name), 'utf8').trimEnd().split('\n'),
      )
      .map((line) => JSON.parse(line) as Line);
  } catch {
    return [];
  }
}

const setCapture = (capture: object): Promise<Reply> =>
  service.call('PUT', '/models/mood/settings', { json: { capture } });
const predict = (json: unknown): Promise<Reply> =>
  service.call('POST', '/models/mood/predict', { json });
const idOf = ({ headers }: Reply): string => headers['x-prediction-id']?.split('.')[0] ?? '';

describe('captures', () => {
  it('are none unless a model or the service says so', async () => {
    await predict({ text: '好' });
    expect(readLines('captures')).toEqual([]);
  });

  it('have a line for each prediction when the model says so, with its id', async () => {
    expect((await setCapture({ percent: 100 })).status).toBe(200);
    const reply = await predict({ text: '很好' });
    expect(readLines('captures/mood/1')).toEqual([
      {
        kind: 'prediction',
        predictionId: idOf(reply),
        time: expect.any(String),
        model: 'Mood',
        version: 1,
        alias: 'live',
        source: 'POST /models/{model}/predict',
        inputs: { text: '很好' },
        outputs: [reply.body].flat(),
      },
    ]);
  });

  it('have tensors as the protocol has them', async () => {
    const { status } = await service.call('POST', '/v2/models/mood/versions/1/infer', {
      json: { inputs: [{ name: 'text', datatype: 'BYTES', shape: [1, 1], data: ['很差'] }] },
    });
    const line = readLines('captures/mood/1').at(-1);
    expect(status).toBe(200);
    expect(line).toMatchObject({ source: 'POST /v2/models/{model}/versions/{version}/infer' });
    expect(JSON.stringify(line?.inputs)).toContain('很差');
    expect(Object.keys(line ?? {})).not.toContain('alias');
  });

  it('hide what the model and the service have redacted', async () => {
    await setCapture({ percent: 100, redact: ['TEXT'] });
    await predict({ text: 'a very private text' });
    expect(readLines('captures/mood/1').at(-1)).toMatchObject({ inputs: { text: '[redacted]' } });
  });

  it('are none of a call that was refused', async () => {
    const before = readLines('captures').length;
    expect((await predict({ nothing: 1 })).status).toBe(400);
    expect(readLines('captures')).toHaveLength(before);
  });

  it('are refused as a setting with what is wrong', async () => {
    const { status, body } = await setCapture({ percent: 101 });
    expect([status, body.error]).toEqual([400, expect.stringContaining('from 0 to 100')]);
  });

  it('are joined with truths by the id of the prediction', async () => {
    await setCapture({ percent: 100 });
    const reply = await predict({ text: ['很好', '很差'] });
    const [first, second] = reply.body as { label: string }[];
    const predictionId = reply.headers['x-prediction-id'];
    await service.call('POST', '/models/mood/feedback', {
      json: [
        { predictionId, truth: first?.label },
        { predictionId, index: 1, truth: 'another' },
      ],
    });
    const { body } = await service.call('GET', '/models/mood/feedback?period=PT1H');
    const { truths } = FeedbackList.parse(body);
    expect(truths).toMatchObject([
      { predictionId: idOf(reply), index: 0, version: 1, truth: first?.label },
      { predictionId: idOf(reply), index: 1, predicted: second?.label, truth: 'another' },
    ]);
    expect(readLines('captures').map((line) => line.predictionId)).toContain(idOf(reply));
  });
});

describe('drift', () => {
  const drift = async (): Promise<ReturnType<typeof DriftView.parse>> =>
    DriftView.parse((await service.call('GET', '/models/mood/drift')).body);
  const tick = async (): Promise<void> => {
    const { handler } = await import('../../functions/monitor/handler.ts');
    await handler({ 'detail-type': DRIFT_DUE, detail: {} } as never, {} as never);
  };
  /** Texts of any length, both labels. */
  const texts = (count: number): string[] =>
    Array.from({ length: count }, (_, at) => (at % 3 === 0 ? '很差' : '好').repeat(1 + (at % 7)));
  const untilCounted = (): Promise<void> =>
    new Promise((resolve) => {
      setTimeout(resolve, 1100); // what an instance counts is on file a second later
    });

  it('has no baseline before there are enough inputs, and then the first of them', async () => {
    expect(await drift()).toMatchObject({ baseline: null, current: null, drift: null });
    for (let call = 0; call < 5; call++) await predict({ text: texts(100) });
    await untilCounted();
    const { baseline } = await drift();
    expect(baseline?.inputs).toBeGreaterThanOrEqual(500);
  });

  it('stays below its threshold on the same inputs, and passes it on others', async () => {
    await predict({ text: texts(100) });
    await untilCounted();
    const same = await drift();
    expect(same.current?.inputs).toBe(100);
    expect(same.drift).toBeLessThan(1);

    await predict({ text: Array(100).fill('很差'.repeat(20)) });
    await untilCounted();
    const moved = await drift();
    expect(moved.drift).toBeGreaterThan(1);
    expect(moved.features[0]?.bins.length).toBeGreaterThan(1);

    await tick();
    expect(service.metrics.at(-1)).toMatchObject({
      Model: 'Mood',
      Version: '1',
      Drift: moved.drift,
      DriftIndex: moved.features[0]?.index,
    });
  });

  it('allows what the model allows', async () => {
    const { status } = await service.call('PUT', '/models/mood/settings', {
      json: { maxDrift: 10 },
    });
    expect(status).toBe(200);
    expect((await drift()).drift).toBeLessThan(1);
  });

  it('has the inputs of a period as its baseline when it is told so', async () => {
    const from = new Date(Date.now() - 3_600_000).toISOString();
    const to = new Date(Date.now() + 1000).toISOString();
    const { status, body } = await service.call('PUT', '/models/mood/versions/1/baseline', {
      json: { from, to },
    });
    expect([status, body.inputs]).toEqual([200, expect.any(Number)]);
    expect((await drift()).baseline?.inputs).toBeGreaterThan(600);
    const refused = await service.call('PUT', '/models/mood/versions/1/baseline', {
      json: { from: '2020-01-01T00:00:00Z', to: '2020-01-02T00:00:00Z' },
    });
    expect([refused.status, refused.body.error]).toEqual([400, expect.stringContaining('500')]);
  });
});

describe('a baseline that is brought along', () => {
  const bring = (count: number): Promise<Reply> =>
    service.call('PUT', '/models/mood/versions/1/baseline', {
      headers: { 'content-type': 'application/x-ndjson' },
      body: Array.from({ length: count }, (_, at) =>
        JSON.stringify({ 'input.text.length': at % 7, 'output.label': at % 3 ? 'yes' : 'no' }),
      ).join('\n'),
    });

  it('is what comes from then on is compared with', async () => {
    const { status, body } = await bring(600);
    expect([status, body.inputs]).toEqual([200, 600]);
    const { body: drift } = await service.call('GET', '/models/mood/drift');
    expect(DriftView.parse(drift)).toMatchObject({ baseline: { inputs: 600 }, current: null });
  });

  it('is refused when it is too small, or no JSON lines', async () => {
    expect(await bring(499)).toMatchObject({
      status: 400,
      body: { error: 'A baseline has 500 inputs or more; these lines are 499.' },
    });
  });
});

describe('a model that is deleted', () => {
  it('takes its captures, counts and baseline along', async () => {
    await service.call('DELETE', '/models/mood/aliases/live');
    expect((await service.call('DELETE', '/models/mood')).status).toBe(204);
    expect([...readLines('captures'), ...readLines('sketches')]).toEqual([]);
    expect((await service.store.list('drift/')).keys).toEqual([]);
  });
});
