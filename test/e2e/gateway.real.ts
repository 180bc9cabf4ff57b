/**
 * Tries who gets in at a deployed stack: MAAS_URL, MAAS_API_KEY and MAAS_REGION with AWS's own
 * variables, as `test/tools/stack-user.py` prints them. MAAS_STRANGER_KEY_ID and
 * MAAS_STRANGER_SECRET are credentials of the same account that may not call the API.
 */
import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import aws4 from 'aws4';
import { ERROR_CODES } from '../../layers/maas/contract/errors.ts';

const {
  MAAS_URL = '',
  MAAS_API_KEY = '',
  MAAS_REGION = '',
  AWS_ACCESS_KEY_ID = '',
  AWS_SECRET_ACCESS_KEY = '',
  MAAS_STRANGER_KEY_ID = '',
  MAAS_STRANGER_SECRET = '',
} = process.env;
const url = MAAS_URL.replace(/\/$/, '');

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

async function call(
  method: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(url + path, { method, headers });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? undefined : JSON.parse(text),
  };
}

function sign(
  method: string,
  path: string,
  accessKeyId: string,
  secretAccessKey: string,
): Record<string, string> {
  const { host, pathname } = new URL(url + path);
  const { headers = {} } = aws4.sign(
    { service: 'execute-api', region: MAAS_REGION, host, method, path: pathname },
    { accessKeyId, secretAccessKey },
  );
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

const refusal = (code: string): unknown => ({
  error: expect.stringMatching(/^[A-Z].+\.$/),
  code,
  requestId: expect.any(String),
});

describe('the control plane', () => {
  it('is open to who may call it', async () => {
    expect(
      await call(
        'GET',
        '/models',
        sign('GET', '/models', AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY),
      ),
    ).toMatchObject({ status: 200, body: { models: expect.any(Array) } });
  });

  it.each<[string, Record<string, string>]>([
    ['is not signed', {}],
    ['has an API key and no signature', { 'x-api-key': MAAS_API_KEY }],
    ['is signed with a wrong secret', sign('GET', '/models', AWS_ACCESS_KEY_ID, 'x'.repeat(40))],
    [
      'is signed for another path',
      sign('GET', '/models/other', AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY),
    ],
  ])('is closed, and says so, when a call %s', async (_what, headers) => {
    expect(await call('GET', '/models', headers)).toMatchObject({
      status: 403,
      body: refusal('FORBIDDEN'),
    });
  });

  it('is closed when a call is signed by somebody who may not', async () => {
    // The emulator answers this before its gateway does; the sentence is held by the template's
    // test.
    expect(
      (
        await call(
          'GET',
          '/models',
          sign('GET', '/models', MAAS_STRANGER_KEY_ID, MAAS_STRANGER_SECRET),
        )
      ).status,
    ).toBe(403);
  });
});

describe('the data plane', () => {
  it('is open to who has a key', async () => {
    expect(await call('GET', '/v2/health/live', { 'x-api-key': MAAS_API_KEY })).toMatchObject({
      status: 200,
    });
  });

  it.each<[string, Record<string, string>]>([
    ['no key', {}],
    ['a wrong key', { 'x-api-key': createHash('sha256').update(MAAS_API_KEY).digest('hex') }],
  ])('is closed, and says so, when a call has %s', async (_what, headers) => {
    expect(await call('GET', '/v2/health/live', headers)).toMatchObject({
      status: 403,
      body: refusal('FORBIDDEN'),
    });
  });
});

describe('everybody', () => {
  it.each([
    ['GET', '/nothing/here', 404, 'ROUTE_NOT_FOUND'],
    ['GET', '/v2/models', 404, 'ROUTE_NOT_FOUND'],
    ['PATCH', '/models', 405, 'METHOD_NOT_ALLOWED'],
    ['DELETE', '/predict', 405, 'METHOD_NOT_ALLOWED'],
  ])('learns that there is no %s %s, whoever they are', async (method, path, status, code) => {
    expect(ERROR_CODES).toContain(code);
    expect(await call(method, path)).toMatchObject({ status, body: refusal(code) });
  });

  it('may ask, as a browser does, what a call may carry', async () => {
    const { status, headers } = await call('OPTIONS', '/models/any/predict', {
      origin: 'https://example.com',
      'access-control-request-method': 'POST',
    });
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-allow-methods')).toContain('POST');
    expect(headers.get('access-control-allow-headers')?.toLowerCase()).toContain('x-api-key');
  });

  it('may read, in a browser, why a call was refused', async () => {
    expect((await call('GET', '/models')).headers.get('access-control-allow-origin')).toBe('*');
  });
});
