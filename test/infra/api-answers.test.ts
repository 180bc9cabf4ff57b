import { describe, expect, it } from '@jest/globals';
import { ResponseType } from 'aws-cdk-lib/aws-apigateway';
import { GATEWAY_ERRORS } from '../../infra/api/gateway-responses.ts';
import { STATUS } from '../../layers/maas/http/status.ts';
import { stack, routes, toPath, methods, find } from '../support/api-stack.ts';

describe('the API', () => {
  it('leaves no path and no method without an answer of its own', () => {
    const paths = [
      '',
      ...stack.all('AWS::ApiGateway::Resource').map(({ id }) => toPath(stack, { Ref: id })),
    ];
    expect(paths).toContain('/{path+}');
    for (const path of paths) {
      const own = routes.filter((route) => route.path === path);
      const { Integration, AuthorizationType } = find('ANY', path);
      expect(AuthorizationType).toBe('NONE');
      expect(Integration.IntegrationResponses).toHaveLength(1);
      const [{ StatusCode, ResponseTemplates }] = Integration.IntegrationResponses;
      expect(StatusCode).toBe(own.length > 0 ? '405' : '404');
      expect(JSON.parse(ResponseTemplates['application/json'])).toEqual({
        error: expect.stringMatching(/^.+\.$/),
        code: own.length > 0 ? 'METHOD_NOT_ALLOWED' : 'ROUTE_NOT_FOUND',
        requestId: '$context.requestId',
      });
    }
  });

  it('answers preflights as text, though every media type is binary', () => {
    expect(stack.one('AWS::ApiGateway::RestApi').Properties.BinaryMediaTypes).toEqual(['*/*']);
    const preflights = methods.filter(({ method }) => method === 'OPTIONS');
    expect(preflights.map(({ path }) => path).sort()).toEqual(
      [...new Set(routes.map(({ path }) => path))].sort(),
    );
    for (const { path, properties } of preflights) {
      expect(properties.Integration).toMatchObject({
        Type: 'MOCK',
        ContentHandling: 'CONVERT_TO_TEXT',
        RequestTemplates: { 'application/json': '{"statusCode":204}' },
      });
      const headers = properties.Integration.IntegrationResponses[0].ResponseParameters;
      const own = routes.filter((route) => route.path === path).map(({ method }) => method);
      expect(headers['method.response.header.Access-Control-Allow-Methods']).toBe(
        `'${[...own, 'OPTIONS'].join(',')}'`,
      );
      const allowed = headers['method.response.header.Access-Control-Allow-Headers'];
      for (const name of ['x-api-key', 'x-amz-content-sha256']) expect(allowed).toContain(name);
    }
  });

  it('answers its own errors in our shape, with the status of their code', () => {
    const responses = stack.all('AWS::ApiGateway::GatewayResponse');
    const known = Object.values(ResponseType).filter((value) => value instanceof ResponseType);
    expect(responses.map(({ Properties }) => Properties.ResponseType).sort()).toEqual(
      known.map((value) => value.responseType).sort(),
    );
    for (const { Properties } of responses) {
      expect(JSON.parse(Properties.ResponseTemplates['application/json'])).toEqual({
        error: expect.stringMatching(/^.+\.$/),
        code: expect.any(String),
        requestId: '$context.requestId',
      });
    }
    for (const { status, code } of GATEWAY_ERRORS) {
      if (status !== undefined) expect({ code, status }).toEqual({ code, status: STATUS[code] });
    }
  });

  it('does not call an unsigned request a wrong path', () => {
    const { Properties } =
      stack
        .all('AWS::ApiGateway::GatewayResponse')
        .find(
          ({ Properties: { ResponseType: type } }) => type === 'MISSING_AUTHENTICATION_TOKEN',
        ) ?? stack.one('');
    expect(Properties.StatusCode).toBe('403');
    expect(Properties.ResponseTemplates['application/json']).toContain('"code":"FORBIDDEN"');
  });

  it('says when to try again where it throttles, or Lambda does', () => {
    const retryAfter = (type: string): unknown =>
      stack
        .all('AWS::ApiGateway::GatewayResponse')
        .find(({ Properties }) => Properties.ResponseType === type)?.Properties;
    expect(retryAfter('THROTTLED')).toMatchObject({
      StatusCode: '429',
      ResponseParameters: { 'gatewayresponse.header.retry-after': "'1'" },
    });
    expect(retryAfter('INTEGRATION_FAILURE')).toMatchObject({
      StatusCode: '503',
      ResponseParameters: { 'gatewayresponse.header.retry-after': "'2'" },
    });
  });
});
