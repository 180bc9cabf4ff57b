import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { stack, listPermissions } from '../support/roles-stack.ts';

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

/** The prefixes of what is kept of a model's predictions: it goes with the model. */
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
});
