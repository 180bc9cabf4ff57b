import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { modelKey } from '../../layers/maas/core/registry/keys.ts';
import { root, service, useDemoService } from '../support/demo-service.ts';

interface Reference {
  readonly text: string;
  readonly label: string;
  readonly scores: Readonly<Record<'negative' | 'positive', number>>;
}

interface Answer {
  readonly label: string;
  readonly score: number;
  readonly 'score:negative': number;
  readonly 'score:positive': number;
}

const references = readFileSync(path.join(root, 'test/fixtures/sentiment/reference.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Reference);

useDemoService();

describe('POST /predict', () => {
  it('answers a list of records of label and numbers when there is one text', async () => {
    const { status, headers, body } = await service.call('POST', '/predict', {
      json: { text: '这是一个正面的文本' },
    });
    expect(status).toBe(200);
    expect(body).toEqual([{ label: 'positive', score: expect.closeTo(0.654, 3) }]);
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'x-model-version': '1',
      'x-prediction-id': expect.stringMatching(/^[\w-]{20,}$/),
      'server-timing': expect.stringMatching(/^decode;dur=[\d.]+(, [a-z]+;dur=[\d.]+)*$/),
    });
    expect(String(headers['server-timing']).replaceAll(/;dur=[\d.]+/g, '')).toMatch(
      /^decode, (load, download, create, )?inference, encode, total$/,
    );
  });

  it('tells how long it took when it is refused, too', async () => {
    const { headers } = await service.call('POST', '/predict', { json: {} });
    expect(headers['server-timing']).toMatch(/^total;dur=[\d.]+$/);
  });

  it("names the prediction in the answer's headers and in its metric line", async () => {
    const { headers } = await service.call('POST', '/predict', { json: { text: 'good' } });
    const line = service.metrics.findLast(({ Predictions }) => Predictions === 1);
    expect(line?.predictionId).toBe(headers['x-prediction-id']?.split('.')[0]);
  });

  it("answers scikit-learn's own labels and probabilities within 1e-5 when 500 held-out texts come", async () => {
    const { body } = await service.call('POST', '/predict', {
      json: { text: references.map(({ text }) => text), scores: true },
    });
    const answers = body as Answer[];
    expect(answers).toHaveLength(500);
    let worst = 0;
    for (const [index, { label, scores }] of references.entries()) {
      const answer = answers[index];
      expect(answer?.label).toBe(label);
      worst = Math.max(
        worst,
        Math.abs((answer?.['score:negative'] ?? 2) - scores.negative),
        Math.abs((answer?.['score:positive'] ?? 2) - scores.positive),
      );
    }
    expect(worst).toBeLessThan(1e-5);
  });

  it.each([
    ['the default model is not named', '/predict', 200],
    ['the model is named', '/predict?model=sentiment&version=beta', 200],
    ['the version is a number', '/predict?version=1', 200],
    ['the path names the model', '/models/sentiment/predict?version=1', 200],
    ['there is no such model', '/predict?model=nowhere', 404],
    ['there is no such version', '/predict?version=9', 404],
    ['there is no such alias', '/models/sentiment/predict', 404],
    ['an option is misspelt', '/predict?versoin=1', 400],
    ['the path names no model', '/models/a%2Fb/predict', 404],
  ])('answers as it should when %s', async (_, url, status) => {
    expect((await service.call('POST', url, { json: { text: '好' } })).status).toBe(status);
  });

  const body = JSON.stringify({ text: '好' });
  it.each([
    [
      'the body is compressed',
      { body: gzipSync(body), headers: { 'content-encoding': 'gzip' } },
      200,
      undefined,
    ],
    ['there is no content type', { body }, 200, undefined],
    [
      'the content type is that of a form',
      { body, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      200,
      undefined,
    ],
    ['there is no body', {}, 400, 'INVALID_REQUEST'],
    ['the body is not JSON', { body: '{"text": ' }, 400, 'INVALID_REQUEST'],
    ['the body is not UTF-8', { body: Buffer.from([0x22, 0xff, 0x22]) }, 400, 'INVALID_REQUEST'],
    ['the body lacks its text', { json: {} }, 400, 'INVALID_REQUEST'],
    [
      'the body has what no task knows',
      { json: { text: '好', labels: 1 } },
      400,
      'INVALID_REQUEST',
    ],
    ['it is nested too deeply', { body: '['.repeat(100_000) }, 400, 'INVALID_REQUEST'],
    [
      'it is a form',
      { body: 'x', headers: { 'content-type': 'multipart/form-data; boundary=x' } },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [
      'it is a picture for a model of texts',
      { body: Buffer.from('GIF89a'), headers: { 'content-type': 'image/gif' } },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
  ])('answers as it should when %s', async (_, options, status, code) => {
    const reply = await service.call('POST', '/predict', options);
    expect(reply.status).toBe(status);
    if (code !== undefined) {
      expect(reply.body).toEqual({
        error: expect.stringMatching(/^.{20,}\.$/s),
        code,
        requestId: 'request-1',
      });
    }
  });

  it('answers a list as it answers each text alone', async () => {
    const texts = references.map(({ text }) => text);
    const single = await Promise.all(
      texts
        .slice(0, 20)
        .map(
          async (text) =>
            ((await service.call('POST', '/predict', { json: { text } })).body as Answer[])[0],
        ),
    );
    const together = (
      await service.call('POST', '/predict', { json: { text: texts.slice(0, 20) } })
    ).body as Answer[];
    expect(together.map(({ label }) => label)).toEqual(single.map((answer) => answer?.label));
  });
});

describe('what predictions leave behind', () => {
  it('is one line of metrics each, of the model and version that answered, or of the error', async () => {
    const before = service.metrics.length;
    await service.call('POST', '/predict', { json: { text: '好' } });
    await service.call('POST', '/predict', { json: {} });
    await service.call('POST', '/predict?model=nowhere', { json: { text: '好' } });
    expect(service.metrics.slice(before)).toMatchObject([
      {
        Model: 'default',
        Version: '1',
        Predictions: 1,
        PredictionLatency: expect.any(Number),
        InferenceLatency: expect.any(Number),
        Errors: 0,
        ClientErrors: 0,
        SessionCacheHit: 1,
        Score: expect.any(Number),
      },
      { Predictions: 1, Errors: 0, ClientErrors: 1, ErrorsByType: 1, ErrorType: 'INVALID_REQUEST' },
      { Predictions: 1, ClientErrors: 1, ErrorType: 'MODEL_NOT_FOUND' },
    ]);
    // Names that callers make up are no dimension.
    expect(service.metrics.slice(before)[2]).not.toHaveProperty('Model');
  });

  it('is how large the body is when it is unpacked, whatever its caller called it', async () => {
    const body = JSON.stringify({ text: '好'.repeat(1000) });
    const headers = { 'content-encoding': 'gzip' };
    await service.call('POST', '/predict', { body: gzipSync(body), headers });
    expect(service.metrics.at(-1)).toMatchObject({ RequestBytes: Buffer.byteLength(body) });
  });

  it('counts the labels that were answered, and what is left of both budgets', async () => {
    const before = service.metrics.length;
    await service.call('POST', '/predict', { json: { text: ['这是一个正面的文本', '差'] } });
    const [labels = {}, ...more] = service.metrics.slice(before);
    const counted = Object.fromEntries(
      [labels, ...more].map(({ Label, Labels }) => [String(Label), Labels]),
    );
    expect(counted).toEqual({ positive: 1, negative: 1 });
    expect(labels).toMatchObject({ ErrorsOverBudget: -0.05, SlowOverBudget: -0.01 });
  });

  it('counts an answer by a record of before when the store has none that can be read', async () => {
    const key = modelKey('sentiment');
    const known = await service.store.get(key);
    if (!known || known === 'unchanged') throw new Error('There is no record.');
    await service.store.put(key, Buffer.from('{'));
    const before = service.metrics.length;
    const { status } = await service.call('POST', '/predict?model=sentiment&version=beta', {
      json: { text: '好' },
    });
    await service.store.put(key, known.bytes);
    expect(status).toBe(200);
    expect(service.metrics.slice(before)).toContainEqual(
      expect.objectContaining({ StaleRecord: 1 }),
    );
  });

  it('counts one cold start in an instance', () => {
    expect(service.metrics.reduce((sum, { ColdStart = 0 }) => sum + Number(ColdStart), 0)).toBe(1);
  });

  it('can be asked for', async () => {
    const { status, body } = await service.call('GET', '/models/default/metrics?period=PT5M');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      model: 'default',
      errors: { total: 0, byType: {} },
      coldStarts: 1,
      latencyMs: { p50: expect.any(Number), p99: expect.any(Number) },
      versions: [{ version: 1 }],
    });
    expect((body as { predictions: number }).predictions).toBeGreaterThan(10);
    expect(
      (body as { clientErrors: { byType: Record<string, number> } }).clientErrors.byType
        .INVALID_REQUEST,
    ).toBeGreaterThan(0);
  });
});
