import { describe, expect, it } from '@jest/globals';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import fc from 'fast-check';
import { MaasError } from '../../layers/maas/core/errors.ts';
import { toReceivedRequest } from '../../layers/maas/hosts/lambda.ts';
import { toHttpRequest, type HttpRequest } from '../../layers/maas/http/http-request.ts';
import { toEvent } from '../support/gateway-event.ts';

/** Turns API Gateway's event into a request. */
const toRequest = (event: APIGatewayProxyEvent): HttpRequest =>
  toHttpRequest(toReceivedRequest(event));

describe('toHttpRequest', () => {
  it('reads what API Gateway sends', () => {
    const request = toRequest(
      toEvent('POST', '/models/m/predict?version=live', {
        json: { text: '好' },
        headers: { 'Content-Type': 'application/json' },
      }),
    );
    expect(request).toMatchObject({
      requestId: 'request-1',
      method: 'POST',
      resource: '/models/{model}/predict',
      parameters: { model: 'm' },
      query: { version: 'live' },
      headers: { 'content-type': 'application/json' },
    });
    expect(Buffer.from(request.body).toString()).toBe('{"text":"好"}');
  });

  it.each([
    ['a%2Fb', 'a/b'],
    ['a%252Fb', 'a%2Fb'],
    ['%E5%A5%BD', '好'],
    ['a+b', 'a+b'],
  ])('decodes the path parameter %s once', (given, decoded) => {
    expect(toRequest(toEvent('GET', `/models/${given}`)).parameters).toEqual({
      model: decoded,
    });
  });

  it.each(['%', '%zz', '%E5%A5', '%ff', '%C0%AF'])(
    'answers INVALID_REQUEST when a path parameter is %s',
    (given) => {
      const event = { ...toEvent('GET', '/models/m'), pathParameters: { model: given } };
      expect(() => toRequest(event)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
    },
  );

  it('answers INVALID_REQUEST when a query parameter comes twice', () => {
    expect(() => toRequest(toEvent('POST', '/predict?model=a&model=b'))).toThrow(
      expect.objectContaining({
        code: 'INVALID_REQUEST',
        message: expect.stringContaining('model'),
      }),
    );
  });

  it('joins a header that comes twice, whatever its case', () => {
    const { headers } = toRequest(
      toEvent('POST', '/predict', { headers: { 'X-Length': ['1', '2'], 'x-length': '3' } }),
    );
    expect(headers['x-length']).toBe('1, 2, 3');
  });

  it('reads single values when there are no lists, and none when there is nothing', () => {
    const event = {
      ...toEvent('GET', '/models?limit=1', { headers: { Accept: 'x' } }),
      multiValueHeaders: null as never,
      multiValueQueryStringParameters: null,
    };
    expect(toRequest(event)).toMatchObject({ query: { limit: '1' }, headers: { accept: 'x' } });
    expect(
      toRequest({ ...event, headers: null as never, queryStringParameters: null }),
    ).toMatchObject({ query: {}, headers: {}, body: Buffer.alloc(0) });
  });

  it('reads text when the body is not base64', () => {
    expect(
      Buffer.from(
        toRequest({ ...toEvent('POST', '/predict'), body: '好', isBase64Encoded: false }).body,
      ).toString(),
    ).toBe('好');
  });

  it('answers a request or one of our errors when any path, query and headers come', () => {
    const record = fc.dictionary(fc.string(), fc.string(), { noNullPrototype: false });
    fc.assert(
      fc.property(
        record,
        fc.dictionary(fc.string(), fc.array(fc.string()), { noNullPrototype: false }),
        record,
        (pathParameters, multiValueQueryStringParameters, headers) => {
          try {
            toRequest({
              ...toEvent('GET', '/models'),
              pathParameters,
              multiValueQueryStringParameters,
              headers,
              multiValueHeaders: null as never,
            });
          } catch (error) {
            expect(error).toBeInstanceOf(MaasError);
          }
        },
      ),
    );
  });
});
