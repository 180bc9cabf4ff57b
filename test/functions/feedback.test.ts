import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FeedbackView } from '../../layers/maas/api/schemas/feedback.ts';
import { MetricsView } from '../../layers/maas/api/schemas/metrics-view.ts';
import { ENVIRONMENT } from '../../layers/maas/contract/environment.ts';
import { STORAGE } from '../../layers/maas/contract/storage.ts';
import { signPrediction } from '../../layers/maas/core/feedback/prediction-token.ts';
import { startService, type Reply, type Service } from '../support/service.ts';

const root = path.resolve(import.meta.dirname, '../..');
const model = readFileSync(path.join(root, 'examples/sentiment/model.onnx'));
const key = randomBytes(32).toString('hex');
const retiredKey = randomBytes(32).toString('hex');
const DAY_MS = 86_400_000;

let service: Service;
beforeAll(async () => {
  const keyFile = path.join(mkdtempSync(path.join(tmpdir(), 'maas-keys-')), 'prediction-key');
  writeFileSync(keyFile, `${key}\n${retiredKey}\n`, { mode: 0o600 });
  service = await startService({ [ENVIRONMENT.predictionKeyFile]: keyFile });
  expect((await service.upload({ 'model.onnx': model }, { name: 'mood' })).status).toBe(201);
  expect((await service.upload({ 'model.onnx': model }, { name: 'other' })).status).toBe(201);
});
afterAll(() => {
  service.stop();
});

async function predict(
  text: string | readonly string[],
): Promise<{ id: string; labels: string[] }> {
  const { headers, body } = await service.call('POST', '/models/mood/predict', { json: { text } });
  return {
    id: headers['x-prediction-id'] ?? '',
    labels: (body as { label: string }[]).map(({ label }) => label),
  };
}

function send(json: unknown, name = 'mood'): Promise<Reply> {
  return service.call('POST', `/models/${name}/feedback`, { json });
}

async function readAccuracy(query = ''): Promise<MetricsView['accuracy']> {
  const { body } = await service.call('GET', `/models/mood/metrics?period=PT1H${query}`);
  return MetricsView.parse(body).accuracy;
}
type MetricsView = ReturnType<typeof MetricsView.parse>;

const claims = {
  id: '1b4e28ba-2fa1-11d2-883f-0016d3cca427',
  model: 'mood',
  version: 1,
  timeMs: Date.now(),
  inputs: 1,
  predicted: [{ kind: 'label', label: 'positive', score: 0.7 }],
} as const;
const sign = (change: object, by = key): string =>
  signPrediction({ ...claims, ...change }, Buffer.from(by));

describe('POST /models/{model}/feedback', () => {
  it('counts a truth at once, in the metrics of model and version and in the report', async () => {
    const { id, labels } = await predict('很好');
    const before = service.metrics.length;
    const { status, body } = await send({ predictionId: id, truth: labels[0] });
    expect(status).toBe(200);
    expect(FeedbackView.parse(body)).toEqual({
      counted: 1,
      repeated: 0,
      refused: 0,
      results: [{ status: 'counted' }],
    });
    expect(service.metrics.slice(before)).toMatchObject([
      { Model: 'mood', Version: '1', Accuracy: 1, predictionId: id.split('.')[0] },
    ]);
    expect(await readAccuracy()).toMatchObject({
      truths: 1,
      accuracy: 1,
      isWhole: true,
      labels: [{ label: labels[0], truths: 1, predicted: 1, correct: 1, precision: 1, f1: 1 }],
      versions: [{ version: 1, truths: 1 }],
    });
  });

  it('counts by how much a value was wrong', async () => {
    const id = 'a4e28ba2-2fa1-11d2-883f-0016d3cca427';
    const predicted = [{ kind: 'values', values: { value: 1.5 } }];
    const { status } = await send({ predictionId: sign({ id, predicted }), truth: 2 });
    expect(status).toBe(200);
    expect(service.metrics.at(-1)).toMatchObject({ AbsoluteError: 0.5, SquaredError: 0.25 });
  });

  it('counts a truth once when it comes again, from several callers at once too', async () => {
    const { id, labels } = await predict('好');
    const { truths } = await readAccuracy();
    const before = service.metrics.length;
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => send({ predictionId: id, truth: labels[0] })),
    );
    expect(replies.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(replies.filter(({ body }) => body.counted === 1)).toHaveLength(1);
    expect((await send({ predictionId: id, truth: labels[0] })).body.repeated).toBe(1);
    expect((await readAccuracy()).truths).toBe(truths + 1);
    expect(service.metrics.slice(before)).toHaveLength(1);
  });

  it('refuses another truth for the same prediction, and the first one counts', async () => {
    const { id } = await predict('好');
    expect((await send({ predictionId: id, truth: 'positive' })).status).toBe(200);
    const { status, body } = await send({ predictionId: id, truth: 'negative' });
    expect([status, body.code]).toEqual([409, 'CONFLICT']);
  });

  it('takes a truth per input of a call, and tells of each of a list what became of it', async () => {
    const { id, labels } = await predict(['很好', '很差', '好']);
    const { status, body } = await send([
      { predictionId: id, index: 2, truth: labels[2] },
      { predictionId: id, index: 3, truth: 'positive' },
      { predictionId: 'nothing', truth: 'positive' },
      { predictionId: id, index: 0, truth: { a: 1 } },
      { predictionId: id, index: 2, truth: labels[2] },
    ]);
    expect(status).toBe(200);
    expect(FeedbackView.parse(body)).toMatchObject({ counted: 1, repeated: 1, refused: 3 });
    expect(body.results.slice(1, 4)).toEqual([
      expect.objectContaining({ error: expect.stringContaining('from 0 to 2') }),
      expect.objectContaining({ error: expect.stringContaining('has no signature') }),
      expect.objectContaining({ error: expect.stringContaining('is one label') }),
    ]);
  });

  it('carries the answers of as many of the first inputs as fit into 2048 characters', async () => {
    const { id, labels } = await predict(Array.from({ length: 150 }, (_, index) => `好${index}`));
    expect(id.length).toBeLessThanOrEqual(2048);
    expect((await send({ predictionId: id, index: 40, truth: labels[40] })).status).toBe(200);
    const { status, body } = await send({ predictionId: id, index: 120, truth: labels[120] });
    expect([status, body.error]).toEqual([
      400,
      expect.stringMatching(/^"index" is from 0 to \d\d: .*at most 100; got 120/),
    ]);
  });

  it('counts a late truth to the hour of its prediction when the reader asks so', async () => {
    const timeMs = Date.now() - 3 * DAY_MS;
    const late = sign({ id: '2b4e28ba-2fa1-11d2-883f-0016d3cca427', timeMs });
    const { truths } = await readAccuracy();
    const { truths: byPrediction } = await readAccuracy('&accuracyBy=prediction');
    expect((await send({ predictionId: late, truth: 'negative' })).body.counted).toBe(1);
    expect((await readAccuracy()).truths).toBe(truths + 1);
    expect((await readAccuracy('&accuracyBy=prediction')).truths).toBe(byPrediction);
    const from = new Date(timeMs - 1000).toISOString();
    const query = `from=${from}&period=PT1H&accuracyBy=prediction`;
    const { body } = await service.call('GET', `/models/mood/metrics?${query}`);
    expect(body.accuracy).toMatchObject({ truths: 1, accuracy: 0 });
  });

  it('takes ids that the key of before signed', async () => {
    const id = sign({ id: '3b4e28ba-2fa1-11d2-883f-0016d3cca427' }, retiredKey);
    expect((await send({ predictionId: id, truth: 'positive' })).status).toBe(200);
  });

  it.each([
    ['it is forged', sign({}, 'f'.repeat(64)), 400, /was not issued by this service/],
    ['it is edited', sign({}).replace('.', '.A'), 400, /was not issued by this service/],
    ["its id is another's", sign({}).replace(/^1/, '2'), 400, /was not issued by this service/],
    ['its signature is written otherwise', `${sign({})}=`, 400, /was not issued by/],
    ['it has expired', sign({ timeMs: Date.now() - 31 * DAY_MS }), 400, /has expired: .* 30 days/],
    ['it is of another model', sign({ model: 'other' }), 400, /is of model 'other'; send it to/],
    ['it is not an id of ours', 'abc', 400, /has no signature: send x-prediction-id exactly/],
    ['its answer was a tensor', sign({ inputs: 0, predicted: [] }), 400, /neither labels nor/],
  ])('refuses an id with the reason when %s', async (_, predictionId, status, reason) => {
    const reply = await send({ predictionId, truth: 'positive' });
    expect([reply.status, reply.body.error]).toEqual([status, expect.stringMatching(reason)]);
  });

  it.each([
    ['there is no such model', {}, 'nowhere', 404],
    ['there is no id', { truth: 'x' }, 'mood', 400],
    ['there is no truth', { predictionId: sign({}) }, 'mood', 400],
    ['the index is not a place', { predictionId: sign({}), truth: 'x', index: -1 }, 'mood', 400],
    ['the list is empty', [], 'mood', 400],
    ['the body is not a JSON object', 7, 'mood', 400],
  ])('refuses a body when %s', async (_, json, name, status) => {
    const body = name === 'nowhere' ? { predictionId: sign({}), truth: 'positive' } : json;
    expect((await send(body, name)).status).toBe(status);
  });

  it('mends a truth whose marker was written and whose count was not, when it is sent again', async () => {
    const { id, labels } = await predict('很好很好');
    const { truths } = await readAccuracy();
    await send({ predictionId: id, truth: labels[0] });
    const { keys } = await service.store.list(`${STORAGE.feedbackPrefix}outcomes/mood/`);
    const lost = keys.find((name) => name.includes(id.split('.')[0] ?? '?')) ?? '';
    await service.store.delete(lost); // as if the process had been killed in between
    expect((await readAccuracy()).truths).toBe(truths);
    expect((await send({ predictionId: id, truth: labels[0] })).body.repeated).toBe(1);
    expect((await readAccuracy()).truths).toBe(truths + 1);
  });
});
