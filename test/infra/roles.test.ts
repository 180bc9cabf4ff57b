import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import {
  createImageContext,
  createApp,
  type Resource,
  synthesise,
  Synthesised,
} from './synthesise.ts';
import { Stack } from 'aws-cdk-lib';
import { ModelService } from '../../infra/model-service.ts';

const stack = synthesise();

/** `<action> <resource>` for each, with the condition on prefixes where there is one. */
function listPermissions({ Properties }: Resource): string[] {
  return Properties.PolicyDocument.Statement.flatMap(
    (statement: {
      Effect: string;
      Action: string | string[];
      Resource: unknown;
      Condition?: unknown;
    }) => {
      if (statement.Effect === 'Deny') return [];
      return [statement.Action]
        .flat()
        .flatMap((action) =>
          (Array.isArray(statement.Resource) ? statement.Resource : [statement.Resource]).map(
            (resource) =>
              `${action} ${render(resource)}${statement.Condition ? ` if ${JSON.stringify(statement.Condition)}` : ''}`,
          ),
        );
    },
  ).sort();
}

/** A reference by the name of what it refers to. */
function render(value: unknown): string {
  if (typeof value === 'string') return value;
  const {
    'Fn::Join': join,
    'Fn::GetAtt': attribute,
    Ref: reference,
  } = value as {
    'Fn::Join'?: [string, unknown[]];
    'Fn::GetAtt'?: [string, string];
    Ref?: string;
  };
  if (reference?.startsWith('AWS::')) return '';
  if (reference) return toName(reference);
  if (join) return join[1].map(render).join(join[0]);
  if (attribute) return toName(attribute[0]);
  throw new Error(`unknown reference ${JSON.stringify(value)}`);
}

const toName = (id: string): string => id.replace(/^Models/, '').replace(/[0-9A-F]{8}$/, '');

const logs = (name: string): string[] => [
  `logs:CreateLogStream ${name}FunctionLogs`,
  `logs:PutLogEvents ${name}FunctionLogs`,
];
const list = (...prefixes: string[]): string =>
  's3:ListBucket StorageModels if ' +
  JSON.stringify({ StringLikeIfExists: { 's3:prefix': prefixes } });
const put = (prefix: string): string => `s3:PutObject StorageModels/${prefix}`;
const abort = (prefix: string): string => `s3:AbortMultipartUpload StorageModels/${prefix}`;
const get = (prefix: string): string => `s3:GetObject StorageModels/${prefix}`;
const remove = (prefix: string): string => `s3:DeleteObject StorageModels/${prefix}`;
const trace = ['xray:PutTelemetryRecords *', 'xray:PutTraceSegments *'];

const OWN_ALARMS = 'arn::cloudwatch:::alarm:ServerlessMaas/Test/Models/*/Own*';

/** What is kept of a model's predictions: it goes with the model. */
const KEPT = ['captures/*', 'sketches/*', 'drift/*'];

const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  Models: [
    ...logs('Models'),
    ...trace,
    ...['models/*', 'uploads/*'].map(get),
    ...['models/*', 'uploads/*', 'submissions/*'].map(put),
    ...['models/*', 'uploads/*', 'submissions/*', ...KEPT].map(remove),
    abort('uploads/*'),
    's3:ListMultipartUploadParts StorageModels/uploads/*',
    list('models/*', 'uploads/*', ...KEPT),
    `cloudwatch:PutMetricAlarm ${OWN_ALARMS}`,
    `cloudwatch:DeleteAlarms ${OWN_ALARMS}`,
  ],
  Upload: [
    ...logs('Upload'),
    ...trace,
    get('models/*'),
    ...['models/*', 'uploads/*', 'submissions/*'].map(put),
    list('models/*'),
  ],
  Ingest: [
    ...logs('Ingest'),
    ...trace,
    ...['models/*', 'uploads/*'].map(get),
    ...['models/*', 'submissions/*', 'rollouts/*', 'baking/*'].map(put),
    'events:EnableRule arn::events:::rule/Test-Models-rollouts',
    abort('models/*'),
    ...['models/*', 'uploads/*', 'submissions/*'].map(remove),
    list('models/*', 'uploads/*', 'submissions/*'),
    'sqs:SendMessage DeadLettersQueue',
  ],
  Predict: [
    ...logs('Predict'),
    ...trace,
    get('models/*'),
    list('models/*'),
    'secretsmanager:GetSecretValue PredictionKeySecret',
    'firehose:PutRecordBatch CapturesStream',
    'lambda:InvokeFunction ShadowFunction',
  ],
  Shadow: [...logs('Shadow'), ...trace, get('models/*'), list('models/*')],
  Monitor: [
    ...logs('Monitor'),
    ...trace,
    get('models/*'),
    get('feedback/seen/*'),
    put('feedback/*'),
    'secretsmanager:GetSecretValue PredictionKeySecret',
    get('rollouts/*'),
    put('models/*'),
    put('rollouts/*'),
    put('baking/*'),
    put('quotas/*'),
    remove('baking/*'),
    remove('quotas/*'),
    get('sketches/*'),
    get('drift/*'),
    put('drift/*'),
    list('models/*', 'feedback/*', 'rollouts/*', 'baking/*', 'quotas/*', 'sketches/*', 'drift/*'),
    'cloudwatch:GetMetricData *',
    'events:EnableRule arn::events:::rule/Test-Models-rollouts',
    'events:DisableRule arn::events:::rule/Test-Models-rollouts',
    'sns:Publish AlarmTopicIntake',
    'kms:Decrypt AlarmTopicKey',
    'kms:GenerateDataKey AlarmTopicKey',
  ],
  Notify: [
    ...logs('Notify'),
    ...trace,
    get('models/*'),
    list('models/*'),
    'sns:Publish AlarmTopic',
    'kms:Decrypt AlarmTopicKey',
    'kms:GenerateDataKey AlarmTopicKey',
    'sqs:SendMessage DeadLettersQueue',
  ],
};

describe('roles', () => {
  it.each(Object.keys(ALLOWED))('allow the %s function exactly what its handler does', (name) => {
    expect(listPermissions(stack.one('AWS::IAM::Policy', `${name}FunctionRole`))).toEqual(
      [...(ALLOWED[name] ?? [])].sort(),
    );
  });

  it('stand in the table of the documentation, with what failed without them', () => {
    const rows = [
      ...readFileSync('docs/least-privilege.md', 'utf8').matchAll(
        /^\| (\w+) \| (\w+:\w+) \| (.+?) \|/gm,
      ),
    ].map(([, name, action, resource]) => `${name ?? ''} ${action ?? ''} ${resource ?? ''}`);
    const allowed = Object.entries(ALLOWED).flatMap(([name, permissions]) =>
      permissions.flatMap((permission) => {
        const [, action = '', resource = '', condition] =
          /^(\S+) (?:StorageModels\/?)?(\S*)(?: if (.*))?$/.exec(permission) ?? [];
        const prefixes =
          condition === undefined
            ? [resource]
            : (JSON.parse(condition) as { StringLikeIfExists: { 's3:prefix': string[] } })
                .StringLikeIfExists['s3:prefix'];
        return prefixes.map((prefix) => `${name.toLowerCase()} ${action} ${prefix}`);
      }),
    );
    expect(rows.sort()).toEqual(allowed.sort());
  });

  it('deny nothing by default, so that what is allowed is all there is to read', () => {
    const effects = stack
      .all('AWS::IAM::Policy')
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .map(({ Effect }: { Effect: string }) => Effect);
    expect(new Set(effects)).toEqual(new Set(['Allow']));
  });

  it('are one per function, used by no other, without managed policies', () => {
    const roles = stack
      .all('AWS::Lambda::Function')
      .map(({ Properties }) => Properties.Role['Fn::GetAtt'][0] as string);
    expect(new Set(roles).size).toBe(Object.keys(ALLOWED).length);
    for (const { Properties } of stack.all('AWS::IAM::Role')) {
      expect(Properties.ManagedPolicyArns).toBeUndefined();
    }
  });

  it('let the access log be written, and nothing else', () => {
    const { Properties } = stack.one('AWS::IAM::Role', 'AccessLog');
    expect(Properties.AssumeRolePolicyDocument.Statement[0].Principal).toEqual({
      Service: 'firehose.amazonaws.com',
    });
    expect(
      listPermissions({
        Type: '',
        Properties: { PolicyDocument: Properties.Policies[0].PolicyDocument },
      }),
    ).toEqual([
      's3:AbortMultipartUpload StorageLogs/gateway/*',
      's3:GetBucketLocation StorageLogs',
      's3:GetObject StorageLogs/gateway/*',
      's3:ListBucket StorageLogs',
      's3:ListBucketMultipartUploads StorageLogs',
      's3:PutObject StorageLogs/gateway/*',
    ]);
  });

  it('allow network interfaces when there is a VPC', () => {
    const own = new Stack(createApp(), 'Test', {
      env: { account: '111111111111', region: 'eu-central-1' },
    });
    new ModelService(own, 'Models', {
      imageContext: createImageContext(),
      vpc: new Vpc(own, 'Vpc'),
    });
    const template = new Synthesised(own);
    expect(
      listPermissions(template.one('AWS::IAM::Policy', 'PredictFunctionRole')).filter(
        (permission) => permission.startsWith('ec2:'),
      ),
    ).toHaveLength(6);
    // What runs in the function, models included, may not use what Lambda has for its own work.
    const { Statement } = template.one('AWS::IAM::Policy', 'PredictFunctionRole').Properties
      .PolicyDocument;
    expect(Statement).toContainEqual({
      Effect: 'Deny',
      Action: expect.arrayContaining(['ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface']),
      Resource: '*',
      Condition: { ArnLike: { 'lambda:SourceFunctionArn': expect.anything() } },
    });
    expect(
      template.one('AWS::Lambda::Function', 'PredictFunction').Properties.VpcConfig.SubnetIds,
    ).not.toHaveLength(0);
  });
});
