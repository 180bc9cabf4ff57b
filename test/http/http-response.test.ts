import { describe, expect, it } from '@jest/globals';
import { encodeBuffered } from '../../layers/maas/hosts/encode-response.ts';
import { emptyResponse, jsonResponse } from '../../layers/maas/http/http-response.ts';

describe('jsonResponse', () => {
  it.each([
    [{ text: '好' }, '{"text":"好"}'],
    [[{ label: 9_007_199_254_740_993n, score: 0.5 }], '[{"label":9007199254740993,"score":0.5}]'],
    [{ value: Number.NaN }, '{"value":null}'],
    [{ left: undefined }, '{}'],
  ])('writes %p as strict JSON', (value, text) => {
    expect(jsonResponse(200, value)).toEqual({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: text,
    });
  });

  it('throws when the value is not JSON at all', () => {
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    expect(() => jsonResponse(200, loop)).toThrow(TypeError);
  });
});

describe('encodeBuffered', () => {
  it('keeps text as text and puts bytes into base64', async () => {
    expect(await encodeBuffered(jsonResponse(200, {}))).toMatchObject({
      statusCode: 200,
      isBase64Encoded: false,
      body: '{}',
    });
    expect(
      await encodeBuffered({ status: 200, body: [Buffer.from([0xff]), Buffer.from([0x00])] }),
    ).toEqual({ statusCode: 200, headers: {}, isBase64Encoded: true, body: '/wA=' });
    expect(await encodeBuffered(emptyResponse(204))).toEqual({
      statusCode: 204,
      headers: {},
      isBase64Encoded: false,
      body: '',
    });
  });
});
