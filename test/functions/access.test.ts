import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { AccessView } from '../../layers/maas/api/schemas/access.ts';
import type { EventOptions } from '../support/gateway-event.ts';
import { toContext } from '../support/gateway-event.ts';
import type { Reply } from '../support/service.ts';
import { useService } from '../support/use-service.ts';

const model = readFileSync(path.join(import.meta.dirname, '../../examples/sentiment/model.onnx'));
const ACCESS = '/models/default/access';
const TEXT = { json: { text: 'good' } };

const service = useService({ MAAS_COUNTED_CALLERS: 'key:ann key:bob' });
beforeAll(async () => {
  expect((await service.upload({ 'model.onnx': model })).status).toBe(201);
});

const put = (callers: object, headers = {}): Promise<Reply> =>
  service.call('PUT', ACCESS, { json: { callers }, headers });
const predict = (apiKeyId: string, own: EventOptions = {}): Promise<Reply> =>
  service.call('POST', '/predict', { ...TEXT, apiKeyId, ...own });

/** As EventBridge's schedule calls the function. */
async function tick(): Promise<void> {
  const { handler } = await import('../../functions/monitor/handler.ts');
  const scheduled = { 'detail-type': 'Scheduled Event', detail: {} };
  await handler(scheduled as Parameters<typeof handler>[0], toContext());
}

describe('PUT /models/{model}/access', () => {
  it('says who may call, which GET shows and DELETE takes back', async () => {
    expect((await service.call('GET', ACCESS)).body).toEqual({
      model: 'default',
      restricted: false,
      callers: {},
    });
    const said = await put({ 'key:ann': { perDay: 1000 }, '*': {} });
    expect(said.status).toBe(200);
    const shown = await service.call('GET', ACCESS);
    expect(AccessView.parse(shown.body)).toMatchObject({
      restricted: true,
      callers: { 'key:ann': { perDay: 1000, usedToday: 0, spent: false }, '*': {} },
    });
    expect(shown.headers.etag).toBe(said.headers.etag);
    expect(await service.call('DELETE', ACCESS)).toMatchObject({ status: 204 });
    expect((await service.call('GET', ACCESS)).body).toMatchObject({ restricted: false });
  });

  it('is refused when the model was changed since it was read', async () => {
    const { headers } = await put({ 'key:ann': {} });
    const ifMatch = { 'if-match': headers.etag ?? '' };
    expect(await put({ 'key:ann': {}, 'key:bob': {} }, ifMatch)).toMatchObject({ status: 200 });
    expect(await put({ 'key:ann': {} }, ifMatch)).toMatchObject({ status: 412 });
    const again = await service.call('DELETE', ACCESS, { headers: ifMatch });
    expect(again.status).toBe(412);
  });

  it.each([
    ['a name that nobody has', { callers: { ann: {} } }, "is no caller's name"],
    [
      'a session of a role',
      { callers: { 'arn:aws:sts::111111111111:assumed-role/App/s': {} } },
      "write 'arn:aws:iam::111111111111:role/App'",
    ],
    ['no call a day', { callers: { 'key:a': { perDay: 0 } } }, 'must be a whole number of calls'],
    ['half a call', { callers: { 'key:a': { perDay: 0.5 } } }, 'must be a whole number of calls'],
    ['a right that there is not', { callers: { 'key:a': { perHour: 1 } } }, 'perHour'],
    ['no callers', {}, 'callers'],
    [
      'too many',
      { callers: Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`key:${n}`, {}])) },
      'at most 200',
    ],
    ['a name without end', { callers: { [`key:${'a'.repeat(700)}`]: {} } }, 'at most 640'],
  ])('refuses %s with a sentence', async (_, json, sentence) => {
    const { status, body } = await service.call('PUT', ACCESS, { json });
    expect(status).toBe(400);
    expect(body).toMatchObject({
      code: 'INVALID_REQUEST',
      error: expect.stringContaining(sentence),
    });
  });

  it.each(['GET', 'DELETE'])('answers 404 to %s when there is no such model', async (method) => {
    expect((await service.call(method, '/models/nowhere/access')).status).toBe(404);
  });
});

describe('who may not call a model', () => {
  const OIP = { inputs: [{ name: 'text', datatype: 'BYTES', shape: [1, 1], data: ['good'] }] };

  it.each<[string, object]>([
    ['/predict', TEXT.json],
    ['/models/default/predict', TEXT.json],
    ['/models/default/predict?version=1', TEXT.json],
    ['/v2/models/default/infer', OIP],
    ['/v2/models/default/versions/1/infer', OIP],
    ['/invocations', { inputs: ['good'] }],
    ['/models/default/invocations', { inputs: ['good'] }],
    ['/endpoints/default/invocations', { inputs: ['good'] }],
    ['/embed', { inputs: 'good' }],
    ['/models/default/embed', { inputs: 'good' }],
    ['/rerank', { query: 'good', texts: ['bad'] }],
    ['/models/default/rerank', { query: 'good', texts: ['bad'] }],
    ['/hf/models/default', { inputs: 'good' }],
  ])('is refused by POST %s', async (url, json) => {
    await put({ 'key:ann': {} });
    const refused = await service.call('POST', url, { json, apiKeyId: 'bob' });
    expect(refused).toMatchObject({
      status: 403,
      body: {
        code: 'FORBIDDEN',
        error:
          "'key:bob' may not call model 'default'; whoever manages it says who may, by PUT " +
          '/models/default/access.',
        requestId: 'request-1',
      },
    });
    expect((await service.call('POST', url, { json, apiKeyId: 'ann' })).status).not.toBe(403);
  });

  it.each([
    ['/v1/embeddings', { model: 'default', input: 'good' }],
    ['/v1/models/default:predict', { instances: ['good'] }],
  ])("is refused by POST %s in OpenAI's shape", async (url, json) => {
    await put({ 'key:ann': {} });
    expect(await service.call('POST', url, { json, apiKeyId: 'bob' })).toMatchObject({
      status: 403,
      body: { error: { type: 'permission_error', code: 'forbidden' } },
    });
  });
});

describe('who has used up the calls of a day', () => {
  it('gets 429 and when to come again, in the first instance at once', async () => {
    await put({ 'key:eve': { perDay: 2 }, '*': {} });
    expect([(await predict('eve')).status, (await predict('eve')).status]).toEqual([200, 200]);
    const refused = await predict('eve');
    expect(refused).toMatchObject({ status: 429, body: { code: 'QUOTA_EXCEEDED' } });
    const seconds = Number(refused.headers['retry-after']);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(86_400);
    expect((await predict('ann')).status).toBe(200);
  });

  it('is refused by every instance when the metrics have been looked at', async () => {
    // Calls that another instance let in are known by the metrics alone: here, by more than its own.
    await put({ 'key:mia': { perDay: 3 } });
    for (let call = 0; call < 3; call++) expect((await predict('mia')).status).toBe(200);
    await tick();
    const { callers } = AccessView.parse((await service.call('GET', ACCESS)).body);
    expect(callers['key:mia']).toEqual({ perDay: 3, usedToday: 3, spent: true });
    const { value } = await service.registry.getModel('default');
    expect(value.access?.callers['key:mia']?.spentOn).toBe(new Date().toISOString().slice(0, 10));
  });
});

describe('metrics of callers', () => {
  it('tell apart those that are named and those with a quota, and no others', async () => {
    await put({ 'key:joe': { perDay: 100 }, '*': {} });
    const before = service.metrics.length;
    for (const caller of ['ann', 'joe', 'zoe', 'yan']) await predict(caller);
    const counted = service.metrics
      .slice(before)
      .filter(({ CallerPredictions }) => CallerPredictions === 1)
      .map(({ Caller }) => Caller);
    expect(counted).toEqual(['key:ann', 'key:joe', 'other', 'other']);
  });
});
