import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { EndpointType } from 'aws-cdk-lib/aws-apigateway';
import { LambdaDeploymentConfig } from 'aws-cdk-lib/aws-codedeploy';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { AccountRootPrincipal, PolicyDocument, Role } from 'aws-cdk-lib/aws-iam';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import type { ModelServiceProps } from '../../infra/props/model-service-props.ts';
import { ENVIRONMENT } from '../../layers/maas/contract/environment.ts';
import { ORIGIN_HEADERS, WEB_INSTANCE_MB } from '../../layers/maas/contract/web-function.ts';
import { routes as all } from '../support/api-stack.ts';
import { createService, Synthesised, synthesise } from './synthesise.ts';

const webPackage = mkdtempSync(path.join(tmpdir(), 'maas-web-package-'));
writeFileSync(path.join(webPackage, 'index.js'), '');
const WEB: ModelServiceProps = { predictOn: 'web', webPackage };

const made = createService(WEB);
const stack = new Synthesised(made.stack);
const [revision] = stack.all('AWS::Lambda::WebFunctionRevision');
const endpoints = stack.all('AWS::Lambda::WebFunctionEndpoint');
const find = (name: string): (typeof endpoints)[number] | undefined =>
  endpoints.find(({ Properties }) => Properties.EndpointName === name);
const routes = all.filter((route) => route.function === 'predict');
const methods = stack
  .all('AWS::ApiGateway::Method')
  .filter(({ Properties }) => Properties.Integration.Type === 'HTTP_PROXY');

describe('predict on a web function', () => {
  it('has the place of the function of the image, and no other changes', () => {
    expect(stack.all('AWS::Lambda::WebFunction')).toHaveLength(1);
    const functions = stack.all('AWS::Lambda::Function').map(({ id }) => id);
    expect(functions.filter((id) => id.includes('PredictFunction'))).toEqual([]);
    const images = stack
      .all('AWS::Lambda::Function')
      .filter(({ Properties }) => Properties.PackageType === 'Image');
    expect(images.map(({ Properties }) => Properties.Architectures)).toEqual(
      images.map(() => ['arm64']),
    );
  });

  it('runs Node 24 from a version of a bucket that nobody else reads, as long as loading takes', () => {
    expect(revision?.Properties).toMatchObject({
      BuildConfig: {
        RuntimeConfig: { Runtime: 'nodejs24.x' },
        CodeConfig: { S3Object: { VersionId: expect.anything() } },
      },
      ServiceConfig: { TimeoutSeconds: 120, MaxConcurrencyPerEnvironment: 64 },
    });
  });

  it('is named by its name, not its ARN, and by its region', () => {
    const { FunctionName } = stack.one('AWS::Lambda::WebFunction').Properties;
    expect(JSON.stringify(FunctionName)).toContain('AWS::Region');
    for (const { Properties } of [...stack.all('AWS::Lambda::WebFunctionRevision'), ...endpoints]) {
      expect(Properties.FunctionName).toEqual(FunctionName);
    }
  });

  it('has an address for signatures, and one for the API, each with a limit of environments', () => {
    expect(find('signed')?.Properties).toMatchObject({
      AuthType: 'IamAuth',
      EndpointType: 'HomeRegion',
      ScalingConfig: { MaxEnvironments: 50 },
    });
    expect(find('gateway')?.Properties).toMatchObject({
      AuthType: 'ApplicationManaged',
      EndpointType: 'HomeRegion',
      ScalingConfig: { MaxEnvironments: 50 },
    });
  });

  it('knows what predict knows, and the secret that the API shows', () => {
    const known = Object.keys(
      synthesise().one('AWS::Lambda::Function', 'PredictFunction').Properties.Environment.Variables,
    );
    const variables = revision?.Properties.ServiceConfig.EnvironmentVariables as object;
    expect(Object.keys(variables).sort()).toEqual([...known, ENVIRONMENT.originKeySecret].sort());
    expect(variables).toMatchObject({ [ENVIRONMENT.bundleBudgetMb]: '448' });
  });

  it('may do what predict may, write its two logs, and read the secret', () => {
    const statements = stack.one('AWS::IAM::Policy', 'PredictWebFunctionRole').Properties
      .PolicyDocument.Statement as { Action: string | string[] }[];
    expect(statements.flatMap(({ Action }) => Action).sort()).toEqual([
      'firehose:PutRecordBatch',
      'lambda:InvokeFunction',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      's3:GetObject',
      's3:ListBucket',
      'secretsmanager:GetSecretValue',
    ]);
    const names = stack.all('AWS::Logs::LogGroup').map(({ Properties }) => Properties.LogGroupName);
    expect(JSON.stringify(names)).toContain('.local');
  });

  it('is judged by ingest with what each of its processes has', () => {
    const { Variables } = stack.one('AWS::Lambda::Function', 'IngestFunction').Properties
      .Environment;
    expect(Variables).toMatchObject({
      [ENVIRONMENT.predictMemoryMb]: String(WEB_INSTANCE_MB),
      [ENVIRONMENT.bundleBudgetMb]: '448',
    });
  });

  it('says so where somebody asks for its function of the image', () => {
    expect(() => made.service.functions.predict).toThrow(/take predictWebFunction/);
    expect(made.service.predictWebFunction?.endpoint.domainName).toBeDefined();
    expect(made.service.predictAlias).toBeUndefined();
  });
});

describe('the API in front of it', () => {
  it('passes on every route of predict, streamed, longer than it may run', () => {
    expect(methods).toHaveLength(routes.length);
    for (const { Properties } of methods) {
      expect(Properties.Integration).toMatchObject({
        ResponseTransferMode: 'STREAM',
        TimeoutInMillis: 150_000,
      });
    }
  });

  it('names each part of the path, shows the secret, and says for whom it calls', () => {
    const headers = Object.fromEntries(
      Object.entries(ORIGIN_HEADERS).map(([name, header]) => [
        name,
        `integration.request.header.${header}`,
      ]),
    ) as Record<keyof typeof ORIGIN_HEADERS, string>;
    for (const { Properties } of methods) {
      const { RequestParameters, Uri } = Properties.Integration;
      const parameters = [...JSON.stringify(Uri).matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      for (const name of parameters) {
        expect(RequestParameters[`integration.request.path.${name}`]).toBe(
          `method.request.path.${name}`,
        );
        expect(Properties.RequestParameters[`method.request.path.${name}`]).toBe(true);
      }
      expect(RequestParameters).toMatchObject({
        [headers.requestId]: 'context.requestId',
        [headers.callerKind]: "'apiKeyId'",
        [headers.caller]: 'context.identity.apiKeyId',
      });
      expect(JSON.stringify(RequestParameters[headers.key])).toContain('resolve:secretsmanager');
      expect(Properties.ApiKeyRequired).toBe(true);
    }
  });

  it('tells the ARN of who signed, where the data plane is known by IAM', () => {
    const signed = synthesise({ ...WEB, dataPlaneAuth: 'iam' })
      .all('AWS::ApiGateway::Method')
      .filter(({ Properties }) => Properties.Integration.Type === 'HTTP_PROXY');
    for (const { Properties } of signed) {
      expect(Properties.AuthorizationType).toBe('AWS_IAM');
      expect(Properties.Integration.RequestParameters).toMatchObject({
        [`integration.request.header.${ORIGIN_HEADERS.callerKind}`]: "'arn'",
        [`integration.request.header.${ORIGIN_HEADERS.caller}`]: 'context.identity.userArn',
      });
    }
  });
});

const REFUSED: readonly [ModelServiceProps, RegExp][] = [
  [{ predictOn: 'lambda' as 'web' }, /predictOn must be 'function' or 'web'; got 'lambda'/],
  [{ predictMaxEnvironments: 3 }, /predictMaxEnvironments needs predictOn: 'web'/],
  [{ predictMaxRequests: 3 }, /predictMaxRequests needs predictOn: 'web'/],
  [{ webPackage }, /webPackage needs predictOn: 'web'/],
  [{ ...WEB, architecture: Architecture.X86_64 }, /runs on arm64; got x86_64/],
  [{ ...WEB, predictMemoryMb: 3008 }, /takes no predictMemoryMb: a web function has 2048 MB/],
  [{ ...WEB, predictStorageMb: 2048 }, /takes no predictStorageMb: a web function has 512 MB/],
  [{ ...WEB, predictMaxConcurrency: 9 }, /predictMaxEnvironments bounds a web function/],
  [{ ...WEB, predictProvisionedConcurrency: 1 }, /AWS keeps no environment/],
  [{ ...WEB, predictDeployment: LambdaDeploymentConfig.ALL_AT_ONCE }, /CodeDeploy shifts no web/],
  [{ ...WEB, vpc: {} as IVpc }, /takes no vpc: a web function leaves by a network connector/],
  [
    { ...WEB, endpointType: EndpointType.PRIVATE, policy: new PolicyDocument() },
    /takes no private API/,
  ],
  [{ ...WEB, predictMaxEnvironments: 1 }, /predictMaxEnvironments must be .* from 2 to/],
  [{ ...WEB, predictMaxRequests: 129 }, /predictMaxRequests must be .* from 1 to 128/],
  [{ ...WEB, predictThreads: 3 }, /predictThreads must be at most 2/],
  [{ ...WEB, webPackage: tmpdir() }, /webPackage must be a folder with an index.js/],
];

describe('what a web function cannot be', () => {
  it.each(REFUSED)('is refused when the service is made: %#', (props, sentence) => {
    expect(() => createService(props)).toThrow(sentence);
  });

  it('is no matter of who may call it: that is granted at its address', () => {
    const { stack: own, service } = createService(WEB);
    const role = new Role(own, 'Caller', { assumedBy: new AccountRootPrincipal() });
    service.predictWebFunction?.endpoint.grants.invoke(role);
    const statements = new Synthesised(own).one('AWS::IAM::Policy', 'Caller').Properties
      .PolicyDocument.Statement as { Action: string }[];
    expect(statements.map(({ Action }) => Action)).toEqual(['lambda:InvokeWebFunctionEndpoint']);
  });
});
