import { describe, expect, it } from '@jest/globals';
import { MaasError } from '../../layers/maas/core/errors.ts';
import { FunctionError } from '../../layers/maas/instances/function-error.ts';
import { answerWith } from './support/exchange.ts';
import { expectError } from './support/expect-error.ts';
import { start } from './support/answering-gateway.ts';

describe('answers', () => {
  it.each<[string, unknown, number, string, Record<string, string>]>([
    [
      'text',
      {
        statusCode: 201,
        body: '{"a":1}',
        headers: { 'Content-Type': 'application/json', Location: '/x' },
      },
      201,
      '{"a":1}',
      { 'content-type': 'application/json', location: '/x' },
    ],
    [
      'JSON where no type is given',
      { statusCode: 200, body: '{}' },
      200,
      '{}',
      { 'content-type': 'application/json' },
    ],
    [
      'bytes in base64',
      {
        statusCode: 200,
        body: 'aGk=',
        isBase64Encoded: true,
        headers: { 'content-type': 'application/octet-stream' },
      },
      200,
      'hi',
      { 'content-type': 'application/octet-stream' },
    ],
    [
      'several values of one header',
      { statusCode: 200, multiValueHeaders: { 'x-a': ['1', '2'] } },
      200,
      '',
      { 'x-a': '1, 2' },
    ],
    [
      'none of the framing that a function claims',
      {
        statusCode: 200,
        body: 'four',
        headers: { 'content-length': '400', 'Transfer-Encoding': 'gzip', connection: 'close' },
      },
      200,
      'four',
      { 'content-length': '4', connection: 'keep-alive' },
    ],
    ['a number as text', { statusCode: '204', headers: { 'x-n': 5 } }, 204, '', { 'x-n': '5' }],
  ])('are %s', async (_what, result, status, text, headers) => {
    const { url } = await start(() => Promise.resolve(answerWith(result)));
    const response = await fetch(`${url}/models`);
    expect([response.status, await response.text()]).toEqual([status, text]);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      ...headers,
      'x-amzn-requestid': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it.each(['/models', '/v2/health/live', '/v2/models/m/stats', '/metrics', '/alarms', '/docs'])(
    'are those of GET without the body when %s is asked for by HEAD',
    async (path) => {
      const { url } = await start(() =>
        Promise.resolve(answerWith({ statusCode: 200, body: 'x' })),
      );
      const [read, told] = await Promise.all([
        fetch(url + path),
        fetch(url + path, { method: 'HEAD' }),
      ]);
      expect([told.status, await told.text()]).toEqual([read.status, '']);
      expect(told.headers.get('content-type')).toBe(read.headers.get('content-type'));
    },
  );

  it.each<[string, unknown]>([
    ['nothing', null],
    ['text', 'hello'],
    ['no status', { body: 'x' }],
    ['a status out of range', { statusCode: 99 }],
    ['a body that is not text', { statusCode: 200, body: { a: 1 } }],
    ['a header that breaks the line', { statusCode: 200, headers: { 'x-a': 'b\r\nc: d' } }],
    ['a header name with a space', { statusCode: 200, headers: { 'x a': 'b' } }],
  ])('are 502 when the function gives %s', async (_what, result) => {
    const { url, exchanges } = await start(() => Promise.resolve(answerWith(result)));
    await expectError(await fetch(`${url}/models`), 502, 'FUNCTION_FAILED');
    expect(exchanges[0]).toMatchObject({ status: 502, error: expect.any(FunctionError) });
  });

  it.each([
    ['FUNCTION_FAILED', 502],
    ['OVER_CAPACITY', 503],
    ['TIMEOUT', 504],
    ['INTERNAL', 500],
  ] as const)('are our errors when the function ends in %s', async (code, status) => {
    const { url } = await start(() => Promise.reject(new MaasError(code, 'What happened.')));
    await expectError(await fetch(`${url}/models`), status, code);
  });

  it('tell nothing of what was not foreseen', async () => {
    const { url } = await start(() => Promise.reject(new Error('a secret path')));
    const response = await fetch(`${url}/models`);
    expect(await response.text()).not.toContain('secret');
    expect(response.status).toBe(500);
  });
});
