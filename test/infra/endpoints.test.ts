import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Duration, Stack } from 'aws-cdk-lib';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import type { EndpointProps } from '../../infra/props/endpoint-props.ts';
import type { ModelServiceProps } from '../../infra/props/model-service-props.ts';
import { ENVIRONMENT } from '../../layers/maas/contract/environment.ts';
import { modelKey } from '../../layers/maas/core/registry/keys.ts';
import { listMethods } from '../support/api-stack.ts';
import { listPermissions } from '../support/roles-stack.ts';
import { createImageContext, createService, type Resource, Synthesised } from './synthesise.ts';

function synthesiseWith(
  endpoints: Readonly<Record<string, EndpointProps>>,
  props: ModelServiceProps = {},
): Synthesised {
  const { stack, service } = createService(props);
  for (const [name, each] of Object.entries(endpoints)) service.addEndpoint(name, each);
  return new Synthesised(stack);
}

const PART = 'EndpointsocrPredictFunction';
const stack = synthesiseWith({ ocr: {} });
const own = (from: Synthesised): Resource['Properties'] =>
  from.one('AWS::Lambda::Function', PART).Properties;

/** `<method> <path>` of what calls the function whose id has this part. */
const listCalls = (from: Synthesised, part: string): string[] =>
  listMethods(from)
    .filter(({ properties }) => JSON.stringify(properties.Integration.Uri ?? '').includes(part))
    .map(({ method, path }) => `${method} ${path}`)
    .sort();

const OWN_CALLS = [
  'GET /v2/models/ocr/stats',
  'GET /v2/models/ocr/versions/{version}/stats',
  'HEAD /v2/models/ocr/stats',
  'HEAD /v2/models/ocr/versions/{version}/stats',
  'POST /endpoints/ocr/invocations',
  'POST /hf/models/ocr',
  'POST /models/ocr/embed',
  'POST /models/ocr/invocations',
  'POST /models/ocr/predict',
  'POST /models/ocr/rerank',
  'POST /v1/models/ocr:predict',
  'POST /v2/models/ocr/infer',
  'POST /v2/models/ocr/versions/{version}/infer',
];

describe("an endpoint's calls", () => {
  it('are those whose path names its model, and no other', () => {
    expect(listCalls(stack, PART)).toEqual(OWN_CALLS);
  });

  it('have both forms of a name of the hub', () => {
    const calls = listCalls(synthesiseWith({ ocr: { model: 'BAAI--bge-m3' } }), PART);
    expect(calls).toEqual(
      expect.arrayContaining(['POST /hf/models/BAAI--bge-m3', 'POST /hf/models/BAAI/bge-m3']),
    );
  });

  it('are streamed, throttled and known by their key as those of all models', () => {
    const methods = listMethods(stack);
    const find = (path: string): Resource['Properties'] =>
      methods.find((each) => each.path === path && each.method === 'POST')?.properties;
    const { ResourceId: _, Integration: shared, ...common } = find('/models/{model}/predict');
    const { ResourceId: __, Integration: integration, ...rest } = find('/models/ocr/predict');
    expect(rest).toEqual(common);
    expect({ ...integration, Uri: '' }).toEqual({ ...shared, Uri: '' });
    const settings: Resource['Properties'][] =
      stack.one('AWS::ApiGateway::Stage').Properties.MethodSettings;
    const setting = (path: string, method: string): unknown =>
      settings.find(
        ({ HttpMethod, ResourcePath }) =>
          HttpMethod === method && ResourcePath === `/${path.replaceAll('/', '~1')}`,
      );
    for (const call of OWN_CALLS) {
      const [HttpMethod = '', path = ''] = call.split(' ');
      const like = path.replace('ocr:predict', '{model}').replace('ocr', '{model}');
      expect(setting(path, HttpMethod)).toMatchObject({
        ...(setting(like, HttpMethod) as object),
        HttpMethod,
        ResourcePath: expect.anything(),
      });
    }
  });

  it('leave all else to what answers for every model: nothing of theirs takes ANY or OPTIONS', () => {
    const methods = listMethods(stack).filter(({ path }) => /\bocr\b/.test(path));
    expect(methods.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(OWN_CALLS);
  });

  it('are allowed with one permission', () => {
    expect(stack.all('AWS::Lambda::Permission').filter(({ id }) => id.includes(PART))).toHaveLength(
      1,
    );
  });
});

describe("an endpoint's function", () => {
  it('is predict as the service has it, which loads its model while it starts', () => {
    const common = stack.one('AWS::Lambda::Function', 'ModelsPredictFunction').Properties;
    const { Role, Environment, ImageConfig, LoggingConfig, ...rest } = own(stack);
    expect(common).toMatchObject(rest);
    expect(ImageConfig).toEqual({ Command: ['predict/preloaded.handler'] });
    expect(Environment.Variables).toEqual({
      ...common.Environment.Variables,
      [ENVIRONMENT.preload]: 'ocr',
      [ENVIRONMENT.endpoint]: 'ocr',
    });
    expect(LoggingConfig.LogGroup).not.toEqual(common.LoggingConfig.LogGroup);
    expect(Role).not.toEqual(common.Role);
  });

  it('takes what it is given, the service none of it', () => {
    const from = synthesiseWith({
      ocr: {
        memorySize: 3538,
        storageSize: 4096,
        architecture: Architecture.ARM_64,
        imageContext: createImageContext(),
        threads: 2,
        timeout: Duration.minutes(2),
        maxConcurrency: 7,
        preload: false,
      },
    });
    expect(own(from)).toMatchObject({
      MemorySize: 3538,
      EphemeralStorage: { Size: 4096 },
      Architectures: ['arm64'],
      ReservedConcurrentExecutions: 7,
      Timeout: 210,
      ImageConfig: { Command: ['predict/start.handler'] },
      Environment: {
        Variables: {
          [ENVIRONMENT.threads]: '2',
          [ENVIRONMENT.predictTimeoutMs]: '120000',
          [ENVIRONMENT.bundleBudgetMb]: '4032',
        },
      },
    });
    expect(own(from).Environment.Variables).not.toHaveProperty(ENVIRONMENT.preload);
    expect(from.one('AWS::Lambda::Function', 'ModelsPredictFunction').Properties).toEqual(
      stack.one('AWS::Lambda::Function', 'ModelsPredictFunction').Properties,
    );
  });

  it("may read its model's records and files, and no other's", () => {
    const from = synthesiseWith({ ocr: { model: 'OCR.v2' } });
    const permissions = listPermissions(from.one('AWS::IAM::Policy', PART));
    const prefix = modelKey('OCR.v2').replace('model.json', '*');
    expect(permissions.filter((each) => each.startsWith('s3:'))).toEqual([
      `s3:GetObject StorageModels/${prefix}`,
      `s3:ListBucket StorageModels if {"StringLikeIfExists":{"s3:prefix":["${prefix}"]}}`,
    ]);
    const withoutStore = (each: string): boolean => !/^(s3|logs):/.test(each);
    expect(permissions.filter(withoutStore)).toEqual(
      listPermissions(stack.one('AWS::IAM::Policy', 'ModelsPredictFunction')).filter(withoutStore),
    );
  });
});

describe("ingest, which judges an endpoint's versions by what will serve them", () => {
  const ingest = (from: Synthesised): Resource['Properties'] =>
    from.one('AWS::Lambda::Function', 'ModelsIngestFunction').Properties;

  it('knows what each endpoint has, and grows with the largest', () => {
    const from = synthesiseWith({
      ocr: { model: 'OCR', memorySize: 7076, storageSize: 4096, timeout: Duration.minutes(1) },
      speech: { memorySize: 5000 },
    });
    expect(ingest(from)).toMatchObject({
      MemorySize: 7588,
      Environment: { Variables: { [ENVIRONMENT.probeMemoryMb]: '7076' } },
    });
    expect(JSON.parse(ingest(from).Environment.Variables[ENVIRONMENT.endpoints])).toEqual({
      ocr: { memoryMb: 7076, bundleMb: 4032, timeoutMs: 60_000 },
      speech: { memoryMb: 5000, bundleMb: 1984, timeoutMs: 30_000 },
    });
  });

  it.each(['Models', 'Monitor'])(
    'is not alone: %s says by them whether the versions of a split fit together',
    (name) => {
      const from = synthesiseWith({ ocr: { memorySize: 7076 } });
      const { Variables } = from.one('AWS::Lambda::Function', `Models${name}Function`).Properties
        .Environment;
      expect(JSON.parse(Variables[ENVIRONMENT.endpoints])).toMatchObject({
        ocr: { memoryMb: 7076 },
      });
    },
  );

  it('is as large as before where that is enough', () => {
    expect(ingest(stack).MemorySize).toBe(3008);
  });
});

describe('a provisioned endpoint', () => {
  const from = synthesiseWith({ ocr: { start: 'provisioned', minCapacity: 2, maxCapacity: 9 } });

  it('keeps the fewest warm, and as many more as are in use', () => {
    expect(from.one('AWS::Lambda::Alias', PART).Properties).toMatchObject({
      ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 2 },
    });
    expect(from.one('AWS::ApplicationAutoScaling::ScalableTarget').Properties).toMatchObject({
      MinCapacity: 2,
      MaxCapacity: 9,
      ScalableDimension: 'lambda:function:ProvisionedConcurrency',
      ServiceNamespace: 'lambda',
    });
    expect(from.one('AWS::ApplicationAutoScaling::ScalingPolicy').Properties).toMatchObject({
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: {
        PredefinedMetricSpecification: {
          PredefinedMetricType: 'LambdaProvisionedConcurrencyUtilization',
        },
        TargetValue: 0.7,
      },
    });
  });

  it('is called by its alias', () => {
    const alias = from.one('AWS::Lambda::Alias', PART).id;
    expect(listCalls(from, alias)).toEqual(OWN_CALLS);
    expect(
      JSON.stringify(from.one('AWS::Lambda::Permission', PART).Properties.FunctionName),
    ).toContain(alias);
  });
});

describe('an endpoint of snapshots', () => {
  const create = (name?: string): Synthesised => {
    const { stack: of, service } = createService();
    const { function: handler } = service.addEndpoint('ocr', { start: 'snapStart' });
    if (name !== undefined) handler.addEnvironment('SNAPSHOT', name);
    return new Synthesised(of);
  };
  const from = create();

  it('has one taken of each version, on a disk that it may be taken of, with its model in it', () => {
    expect(own(from)).toMatchObject({
      SnapStart: { ApplyOn: 'PublishedVersions' },
      EphemeralStorage: { Size: 512 },
      ImageConfig: { Command: ['predict/preloaded.handler'] },
      Environment: {
        Variables: { [ENVIRONMENT.preload]: 'ocr', [ENVIRONMENT.bundleBudgetMb]: '448' },
      },
    });
    const others = from.all('AWS::Lambda::Function').filter(({ id }) => !id.includes(PART));
    expect(others.filter(({ Properties }) => Properties.SnapStart !== undefined)).toEqual([]);
  });

  it('is called by an alias of its version, which keeps none warm', () => {
    const { id, Properties } = from.one('AWS::Lambda::Alias', PART);
    const version = from.one('AWS::Lambda::Version', PART);
    expect(Properties).toMatchObject({
      FunctionVersion: { 'Fn::GetAtt': [version.id, 'Version'] },
    });
    for (const each of [Properties, version.Properties]) {
      expect(each).not.toHaveProperty('ProvisionedConcurrencyConfig');
    }
    expect(from.all('AWS::ApplicationAutoScaling::ScalableTarget')).toEqual([]);
    expect(listCalls(from, id)).toEqual(OWN_CALLS);
    expect(
      JSON.stringify(from.one('AWS::Lambda::Permission', PART).Properties.FunctionName),
    ).toContain(id);
  });

  it('has the alarms, the chart and the rights of one that starts on demand', () => {
    const names = from
      .all('AWS::CloudWatch::Alarm')
      .filter(({ Properties: { AlarmName } }) => String(AlarmName).includes('/ocr/'))
      .map(({ Properties }) => String(Properties.MetricName));
    expect(names.sort()).toEqual(['Errors', 'Throttles']);
    const body = JSON.stringify(from.one('AWS::CloudWatch::Dashboard').Properties.DashboardBody);
    expect(body).toContain('Endpoint ocr: calls');
    expect(body).not.toContain('ProvisionedConcurrentExecutions');
    expect(listPermissions(from.one('AWS::IAM::Policy', PART))).toEqual(
      listPermissions(stack.one('AWS::IAM::Policy', PART)),
    );
  });

  it('is published anew with the same code where its environment differs, as docs/deploy.md says', () => {
    const listVersions = (of: Synthesised): string[] =>
      of.all('AWS::Lambda::Version').map(({ id }) => id);
    expect(listVersions(create())).toEqual(listVersions(from));
    expect(listVersions(create('version 4'))).not.toEqual(listVersions(from));
    expect(readFileSync('docs/deploy.md', 'utf8')).toContain(".function.addEnvironment('SNAPSHOT'");
  });
});

describe("an endpoint's alarms", () => {
  const from = synthesiseWith({ ocr: { start: 'provisioned', maxCapacity: 5 }, slow: {} });
  const listAlarms = (name: string): Resource['Properties'][] =>
    from
      .all('AWS::CloudWatch::Alarm')
      .map(({ Properties }) => Properties)
      .filter(({ AlarmName }) => String(AlarmName).includes(`/${name}/`));

  it('are those of the contract on its function, by name, told as all others', () => {
    const alarms = listAlarms('ocr');
    const { id } = from.one('AWS::Lambda::Function', PART);
    expect(alarms.map(({ MetricName }) => String(MetricName)).sort()).toEqual([
      'Errors',
      'ProvisionedConcurrencySpilloverInvocations',
      'Throttles',
    ]);
    for (const alarm of alarms) {
      expect(alarm).toMatchObject({
        AlarmName: expect.stringMatching(/^ServerlessMaas\/Test\/Models\/ocr\/Endpoint[A-Z]/),
        AlarmDescription: expect.stringMatching(
          /^Model ocr: [^{}]{40,} Runbook: docs\/runbook\.md#endpoint[a-z]+$/,
        ),
        Namespace: 'AWS/Lambda',
        Dimensions: expect.arrayContaining([{ Name: 'FunctionName', Value: { Ref: id } }]),
        Statistic: 'Sum',
        TreatMissingData: 'notBreaching',
        AlarmActions: [{ Ref: from.one('AWS::SNS::Topic', 'Intake').id }],
      });
    }
  });

  it('have none on warm instances where none are kept', () => {
    expect(
      listAlarms('slow')
        .map(({ MetricName }) => String(MetricName))
        .sort(),
    ).toEqual(['Errors', 'Throttles']);
  });

  it('its row of the dashboard and its log in the saved queries are there where the service has them', () => {
    const body = JSON.stringify(from.one('AWS::CloudWatch::Dashboard').Properties.DashboardBody);
    expect(body).toContain('Endpoint ocr: calls');
    const queries = from.all('AWS::Logs::QueryDefinition').map(({ Properties }) => Properties);
    const logs = ['ModelsPredictFunction', PART, 'EndpointsslowPredictFunction'].map((part) => ({
      Ref: from.one('AWS::Logs::LogGroup', part).id,
    }));
    expect(queries.length).toBeGreaterThan(0);
    for (const { LogGroupNames } of queries) expect(LogGroupNames).toEqual(logs);
    const bare = synthesiseWith({ ocr: {} }, { alarms: false, dashboard: false });
    expect(bare.all('AWS::CloudWatch::Alarm')).toEqual([]);
    expect(bare.all('AWS::CloudWatch::Dashboard')).toEqual([]);
  });
});

it('has as many resources as the documentation says', () => {
  const { length: before } = Object.keys(new Synthesised(createService().stack).resources);
  const count = (props: EndpointProps): number =>
    Object.keys(synthesiseWith({ ocr: props }).resources).length - before;
  const provisioned = count({ start: 'provisioned', maxCapacity: 5 });
  const snapshots = count({ start: 'snapStart' });
  expect(readFileSync('docs/deploy.md', 'utf8')).toContain(
    `An endpoint is ${count({})} more, a provisioned one ${provisioned}, one of snapshots ${snapshots}`,
  );
});

it('stands in as many as there are, in any stack', () => {
  const { service } = createService();
  const endpoints = ['ocr', 'speech'].map((name) => service.addEndpoint(name));
  expect(endpoints.map(({ model }) => model)).toEqual(['ocr', 'speech']);
  expect(endpoints.every(({ function: { stack: of } }) => of === Stack.of(service))).toBe(true);
});

const REFUSED: readonly [EndpointProps, string][] = [
  [{ model: 'a/b' }, 'model must be named by 1 to 63 letters'],
  [{ memorySize: 127 }, 'memorySize must be a whole number from 128 to 10240; got 127.'],
  [{ storageSize: 511 }, 'storageSize must be a whole number from 512 to 10240; got 511.'],
  [{ threads: 7 }, 'threads must be a whole number from 1 to 6; got 7.'],
  [
    { timeout: Duration.minutes(14) },
    'timeout in seconds must be a whole number from 1 to 780; got 840.',
  ],
  [
    { maxConcurrency: 'none' as 'unreserved' },
    "maxConcurrency must be a whole number from 1 to 100000 or 'unreserved'; got 'none'.",
  ],
  [
    { start: 'warm' as 'onDemand' },
    "start must be one of onDemand, provisioned, snapStart; got 'warm'.",
  ],
  [
    { start: 'snapStart', storageSize: 513 },
    "start: 'snapStart' takes a storageSize of 512; got 513. Take 'onDemand' or 'provisioned'",
  ],
  [{ start: 'snapStart', storageSize: 511 }, 'storageSize must be a whole number from 512'],
  [
    { start: 'snapStart', preload: false },
    "start: 'snapStart' with preload: false would pay for snapshots without the model",
  ],
  [{ start: 'snapStart', minCapacity: 1 }, "minCapacity needs start: 'provisioned'."],
  [{ start: 'snapStart', maxCapacity: 1 }, "maxCapacity needs start: 'provisioned'."],
  [{ start: 'snapStart', utilizationTarget: 0.5 }, "utilizationTarget needs start: 'provisioned'."],
  [{ minCapacity: 1 }, "minCapacity needs start: 'provisioned'."],
  [{ start: 'onDemand', maxCapacity: 1 }, "maxCapacity needs start: 'provisioned'."],
  [{ utilizationTarget: 0.5 }, "utilizationTarget needs start: 'provisioned'."],
  [{ start: 'provisioned' }, "start: 'provisioned' needs maxCapacity"],
  [
    { start: 'provisioned', minCapacity: 0, maxCapacity: 1 },
    'minCapacity must be a whole number from 1 to 100000; got 0.',
  ],
  [
    { start: 'provisioned', minCapacity: 3, maxCapacity: 2 },
    'maxCapacity must be a whole number from 3 to 100000; got 2.',
  ],
  [
    { start: 'provisioned', maxCapacity: 51 },
    'maxCapacity must be at most maxConcurrency; got 51 of 50.',
  ],
  [
    { start: 'provisioned', maxCapacity: 5, utilizationTarget: 0.95 },
    'utilizationTarget must be from 0.1 to 0.9; got 0.95.',
  ],
  [
    { start: 'provisioned', maxCapacity: 5, preload: false },
    "start: 'provisioned' with preload: false would pay for warm instances",
  ],
  [
    { imageContext: '/no/such/folder' },
    "imageContext must be a folder with a Dockerfile; there is none in '/no/such/folder'.",
  ],
];

describe('an endpoint', () => {
  const { service: shared } = createService();
  it.each(REFUSED)('is refused with %o when it is added, saying what it got', (props, sentence) => {
    const name = `ocr${REFUSED.findIndex(([each]) => each === props)}`;
    expect(() => shared.addEndpoint(name, props)).toThrow(sentence);
  });

  it('is refused where its model has one, whatever the case', () => {
    const { service } = createService();
    service.addEndpoint('ocr');
    expect(() => service.addEndpoint('second', { model: 'OCR' })).toThrow(
      "Model 'OCR' has an endpoint already: 'ocr'.",
    );
  });
});
