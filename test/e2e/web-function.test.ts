/**
 * Predict as a Lambda Web Function: its package, started as AWS starts it, with a service on this
 * machine for all else, answers what the service answers.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LIMITS } from '../../layers/maas/contract/limits.ts';
import { ORIGIN_HEADERS, WEB_HEADERS } from '../../layers/maas/contract/web-function.ts';
import { poll } from '../support/poll.ts';
import { LocalStack } from './local-stack.ts';
import { describeAliases } from './service/aliases.ts';
import { Client } from './service/client.ts';
import { createDoubler } from './service/fixtures.ts';
import { describePredictions } from './service/predictions.ts';
import { describeRefusals } from './service/refusals.ts';
import { ORIGIN_KEY, SplitClient, toFolderEnvironment, WebArtefact } from './web-artefact.ts';

const START_MS = 240_000;
const home = mkdtempSync(path.join(tmpdir(), 'maas-web-home-'));
let stack: LocalStack | undefined;
let web: WebArtefact | undefined;

function getClient(): SplitClient {
  if (!stack || !web) throw new Error('The service did not start.');
  return new SplitClient(stack.url, web.url);
}
const getWeb = (): Client => new Client({ url: web?.url ?? '' });

beforeAll(async () => {
  stack = await LocalStack.start(home, ['--no-demo']);
  const environment = toFolderEnvironment(home, stack.url);
  web = await WebArtefact.start({ given: home, environment });
}, START_MS);
afterAll(async () => {
  await web?.end();
  await stack?.end();
  rmSync(home, { recursive: true, force: true });
});

describe('predictions by the web function', () => {
  describePredictions(getClient);
  describeRefusals(getClient);
  describeAliases(getClient);
});

describe('what reaches it', () => {
  const doubling = {
    json: { inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 1], data: [2] }] },
  };
  const url = '/v2/models/reached/infer';
  const withKey = { headers: { [ORIGIN_HEADERS.key]: ORIGIN_KEY } };

  beforeAll(async () => {
    await getClient().upload({ 'model.onnx': createDoubler() }, { name: 'reached' });
  });

  it.each<[string, Record<string, string>]>([
    ['nothing', {}],
    ['another key', { [ORIGIN_HEADERS.key]: `${ORIGIN_KEY}o` }],
    ['an address that is not the signed one', { [WEB_HEADERS.endpoint]: 'gateway' }],
  ])('is refused where it shows %s', async (_, headers) => {
    const { status, body } = await getWeb().call('POST', url, { ...doubling, headers });
    expect([status, body]).toMatchObject([403, { code: 'FORBIDDEN' }]);
  });

  it('is answered where Lambda has let it in by its signature', async () => {
    const headers = { [WEB_HEADERS.endpoint]: 'signed', [WEB_HEADERS.requestId]: 'one-of-aws' };
    const reply = await getWeb().call('POST', url, { ...doubling, headers });
    expect([reply.status, reply.headers.get('x-amzn-requestid')]).toEqual([200, 'one-of-aws']);
  });

  it('has the id that API Gateway gave it', async () => {
    const headers = { ...withKey.headers, [ORIGIN_HEADERS.requestId]: 'of-the-gateway' };
    const reply = await getWeb().call('POST', '/v2/models/none/infer', { ...doubling, headers });
    expect(reply.body).toMatchObject({ code: 'MODEL_NOT_FOUND', requestId: 'of-the-gateway' });
  });

  it("is no call of another function's", async () => {
    const { status, body } = await getWeb().call('GET', '/models', withKey);
    expect([status, body]).toMatchObject([404, { code: 'ROUTE_NOT_FOUND' }]);
    const other = await getWeb().call('DELETE', url, withKey);
    expect([other.status, other.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('may be as large as API Gateway takes it, and no larger', async () => {
    const bytes = new Uint8Array(LIMITS.gatewayRequestBytes);
    const fits = await getWeb().call('POST', url, { ...withKey, body: bytes });
    expect(fits.status).toBe(400);
    const larger = new Uint8Array(LIMITS.gatewayRequestBytes + 1);
    const { status } = await getWeb().call('POST', url, { ...withKey, body: larger });
    expect(status).toBe(413);
  });

  it('is counted in lines of metrics that nothing stands before', async () => {
    await getWeb().call('POST', url, { ...doubling, ...withKey });
    const line = await poll('there is a metric line', () =>
      web?.output
        .split('\n')
        .find((each) => each.startsWith('{"_aws"') && each.includes('reached')),
    );
    expect(JSON.parse(line)).toMatchObject({ Model: 'reached', Predictions: expect.anything() });
    expect(web?.output).not.toContain(ORIGIN_KEY);
  });
});

describe('callers by their names', () => {
  it('are known as API Gateway tells it, and to the signed address nobody is', async () => {
    const client = getClient();
    await client.upload({ 'model.onnx': createDoubler() }, { name: 'mine' });
    const { headers: found } = await client.call('GET', '/models/mine');
    await client.call('PUT', '/models/mine/access', {
      json: { callers: { 'key:abc': {} } },
      headers: { 'if-match': found.get('etag') ?? '' },
    });
    const call = async (headers: Record<string, string>): Promise<number> => {
      const json = { inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 1], data: [2] }] };
      return (await getWeb().call('POST', '/v2/models/mine/infer', { json, headers })).status;
    };
    const key = { [ORIGIN_HEADERS.key]: ORIGIN_KEY };
    const { callerKind, caller } = ORIGIN_HEADERS;
    expect(await call({ ...key, [callerKind]: 'apiKeyId', [caller]: 'abc' })).toBe(200);
    expect(await call({ ...key, [callerKind]: 'apiKeyId', [caller]: 'other' })).toBe(403);
    expect(await call({ ...key, [callerKind]: 'arn', [caller]: 'abc' })).toBe(403);
    expect(await call({ [WEB_HEADERS.endpoint]: 'signed', [caller]: 'abc' })).toBe(403);
  });
});
