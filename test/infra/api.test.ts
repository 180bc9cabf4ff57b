import { describe, expect, it } from '@jest/globals';
import { FUNCTIONS } from '../../layers/maas/contract/functions.ts';
import { createService, type Resource, synthesise, Synthesised } from './synthesise.ts';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { stack, routes, listMethods, methods, find } from '../support/api-stack.ts';

describe('the API', () => {
  it("has the contract's routes and no other that calls a function", () => {
    const proxied = methods
      .filter(({ properties }) => properties.Integration.Type === 'AWS_PROXY')
      .map(({ method, path }) => `${method} ${path}`);
    expect(proxied.sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort());
  });

  it.each(routes)(
    'calls the $function function when it gets $method $path',
    ({ method, path, function: name, response }) => {
      const { Integration } = find(method, path);
      const uri = JSON.stringify(Integration.Uri);
      expect(uri).toContain(`${name.charAt(0).toUpperCase()}${name.slice(1)}Function`);
      expect(uri).toContain(
        response === 'stream' ? '/response-streaming-invocations' : '/invocations',
      );
      expect(Integration.ResponseTransferMode).toBe(response === 'stream' ? 'STREAM' : 'BUFFERED');
      expect(Integration.TimeoutInMillis).toBe(
        response === 'stream' ? (FUNCTIONS[name].timeoutSeconds + 30) * 1000 : 29_000,
      );
      // Its clock counts a cold start as well: the function's own answer must come first.
      expect(Integration.TimeoutInMillis).toBeGreaterThan(FUNCTIONS[name].timeoutSeconds * 1000);
    },
  );

  it.each(routes)(
    'asks for what the plane wants when it gets $method $path',
    ({ method, path, plane }) => {
      expect(find(method, path)).toMatchObject(
        plane === 'control'
          ? { AuthorizationType: 'AWS_IAM' }
          : { AuthorizationType: 'NONE', ApiKeyRequired: true },
      );
    },
  );

  it('takes keys on the control plane and signatures on the data plane when the props say so', () => {
    for (const { properties } of listMethods(
      synthesise({ controlPlaneAuth: 'apiKey', dataPlaneAuth: 'apiKey' }),
    ).filter(({ properties: { Integration } }) => Integration.Type === 'AWS_PROXY')) {
      expect(properties.ApiKeyRequired).toBe(true);
    }
    const signed = synthesise({ dataPlaneAuth: 'iam' });
    for (const { properties } of listMethods(signed).filter(
      ({ properties: { Integration } }) => Integration.Type === 'AWS_PROXY',
    )) {
      expect(properties.AuthorizationType).toBe('AWS_IAM');
    }
    expect(signed.all('AWS::ApiGateway::ApiKey')).toHaveLength(0);
  });

  it('is throttled, traced and logged, without a setting of the whole account', () => {
    const { Properties } = synthesise({ rateLimit: 7, burstLimit: 9 }).one(
      'AWS::ApiGateway::Stage',
    );
    expect(Properties).toMatchObject({
      TracingEnabled: true,
      MethodSettings: expect.arrayContaining([
        expect.objectContaining({
          HttpMethod: '*',
          ResourcePath: '/*',
          ThrottlingRateLimit: 7,
          ThrottlingBurstLimit: 9,
          DataTraceEnabled: false,
        }),
      ]),
    });
    const accessLog = stack.one('AWS::KinesisFirehose::DeliveryStream', 'AccessLog');
    expect(accessLog.Properties.DeliveryStreamName).toMatch(
      /^amazon-apigateway-[A-Za-z0-9-]{1,46}$/,
    );
    expect(stack.all('AWS::ApiGateway::Account')).toHaveLength(0);
    expect(stack.one('AWS::ApiGateway::UsagePlan').Properties.Throttle).toEqual({
      RateLimit: 100,
      BurstLimit: 200,
    });
  });

  it('takes few calls a second where it answers by itself, and as many as asked of each route', () => {
    const settings = new Map<string, Resource['Properties']>(
      synthesise({ rateLimit: 700, burstLimit: 900 })
        .one('AWS::ApiGateway::Stage')
        .Properties.MethodSettings.map((each: Resource['Properties']) => [
          `${each.HttpMethod} ${each.ResourcePath}`,
          each,
        ]),
    );
    expect(settings.get('* /*')).toMatchObject({
      ThrottlingRateLimit: 10,
      ThrottlingBurstLimit: 20,
    });
    for (const { method, path } of routes) {
      expect(settings.get(`${method} /${path.replaceAll('/', '~1')}`)).toMatchObject({
        ThrottlingRateLimit: 700,
        ThrottlingBurstLimit: 900,
      });
    }
    // API Gateway refuses a setting for a method ANY.
    expect(settings.size).toBe(routes.length + 1);
  });

  it('writes one line per call to the access log, with both ids of the call', () => {
    const format: string = stack.one('AWS::ApiGateway::Stage').Properties.AccessLogSetting.Format;
    // API Gateway puts nothing between records, and takes the line's end at the end alone.
    expect(format.indexOf('\n')).toBe(format.length - 1);
    expect(JSON.parse(format)).toMatchObject({
      requestId: '$context.requestId',
      extendedRequestId: '$context.extendedRequestId',
    });
  });

  it('takes TLS 1.2 and later only', () => {
    expect(stack.one('AWS::ApiGateway::RestApi').Properties).toMatchObject({
      SecurityPolicy: 'SecurityPolicy_TLS13_1_2_2021_06',
      EndpointAccessMode: 'BASIC',
    });
  });

  it('may be called by whom it was granted to, on that plane only', () => {
    const { stack: own, service } = createService();
    service.grantControl(
      new Role(own, 'Publisher', { assumedBy: new ServicePrincipal('codebuild.amazonaws.com') }),
    );
    const { Properties } = new Synthesised(own).one('AWS::IAM::Policy', 'Publisher');
    const [statement] = Properties.PolicyDocument.Statement;
    expect(statement.Action).toBe('execute-api:Invoke');
    expect(JSON.stringify(statement.Resource)).toContain('/POST/models/*/versions');
    expect(JSON.stringify(statement.Resource)).not.toContain('predict');
  });
});
