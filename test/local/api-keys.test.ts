import { afterEach, describe, expect, it } from '@jest/globals';
import { ApiKeys } from '../../local/gateway/api-keys.ts';
import { startGateway, type TestGateway } from './support/exchange.ts';
import { expectError } from './support/expect-error.ts';

const KEY = 'k'.repeat(64);
const apiKeys = new ApiKeys({ ann: KEY, bob: 'b'.repeat(64) });

let gateway: TestGateway | undefined;
afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
});

describe('with API keys, one machine', () => {
  it.each([
    ['none', {}],
    ['a wrong one', { 'x-api-key': 'wrong' }],
    ['an empty one', { 'x-api-key': '' }],
    ["the key's id", { 'x-api-key': 'ann' }],
    ['two of them', { 'x-api-key': `${KEY}, ${KEY}` }],
  ])('refuses a prediction with %s as API Gateway does', async (_, headers) => {
    gateway = await startGateway(undefined, { apiKeys });
    const response = await fetch(`${gateway.url}/predict`, { method: 'POST', headers, body: '{}' });
    await expectError(response, 403, 'FORBIDDEN');
    expect(gateway.events).toEqual([]);
  });

  it('tells the function whose key it was, and the key to nobody', async () => {
    gateway = await startGateway(undefined, { apiKeys });
    const headers = { 'x-api-key': KEY };
    expect(
      (await fetch(`${gateway.url}/predict`, { method: 'POST', headers, body: '{}' })).status,
    ).toBe(200);
    expect(gateway.events[0]?.requestContext).toMatchObject({
      identity: { apiKeyId: 'ann', apiKey: null },
    });
  });

  it('asks for none where models are managed', async () => {
    gateway = await startGateway(undefined, { apiKeys });
    expect((await fetch(`${gateway.url}/models`)).status).toBe(200);
  });

  it('lets a page ask what it may send', async () => {
    gateway = await startGateway(undefined, { apiKeys });
    const response = await fetch(`${gateway.url}/predict`, { method: 'OPTIONS' });
    expect(response.headers.get('access-control-allow-headers')).toContain('x-api-key');
  });
});
