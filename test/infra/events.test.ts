import { describe, expect, it } from '@jest/globals';
import { LIMITS } from '../../layers/maas/contract/limits.ts';
import { synthesise } from './synthesise.ts';

const stack = synthesise();
const queue = stack.one('AWS::SQS::Queue');
const rule = stack.one('AWS::Events::Rule', 'SubmissionsRule');
const bucket = stack.one('AWS::S3::Bucket', 'StorageModels');

describe('a submission', () => {
  it('starts ingest, tried again for hours, and is kept when it cannot be delivered', () => {
    const { EventPattern, Targets } = rule.Properties;
    expect(EventPattern).toEqual({
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: {
        bucket: { name: [{ Ref: bucket.id }] },
        object: { key: [{ prefix: 'submissions/' }] },
      },
    });
    expect(Targets).toEqual([
      expect.objectContaining({
        Arn: { 'Fn::GetAtt': [stack.one('AWS::Lambda::Function', 'Ingest').id, 'Arn'] },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': [queue.id, 'Arn'] } },
        RetryPolicy: { MaximumEventAgeInSeconds: 21_600, MaximumRetryAttempts: 24 },
      }),
    ]);
  });

  it('is delivered once more than ingest attempts, so that the last one rejects, and then kept', () => {
    expect(stack.one('AWS::Lambda::EventInvokeConfig', 'Ingest').Properties).toMatchObject({
      MaximumRetryAttempts: LIMITS.ingestAttempts,
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [queue.id, 'Arn'] } } },
    });
  });

  it('is given up when it is a copy for a shadow that failed, and after five minutes', () => {
    expect(stack.one('AWS::Lambda::EventInvokeConfig', 'Shadow').Properties).toMatchObject({
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 300,
    });
  });

  it('is looked for when its event was lost, every five minutes', () => {
    expect(stack.one('AWS::Events::Rule', 'Sweep').Properties).toMatchObject({
      ScheduleExpression: 'rate(5 minutes)',
      State: 'ENABLED',
      Targets: [
        { Arn: { 'Fn::GetAtt': [stack.one('AWS::Lambda::Function', 'Ingest').id, 'Arn'] } },
      ],
    });
  });

  it('lies in an encrypted queue for TLS only, open to the rules and the topic of alarms alone', () => {
    expect(queue.Properties).toMatchObject({
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 1_209_600,
    });
    const statements = stack.one('AWS::SQS::QueuePolicy').Properties.PolicyDocument.Statement as {
      Effect: string;
      Principal: unknown;
      Action: string;
      Condition: unknown;
    }[];
    expect(statements.filter(({ Effect }) => Effect === 'Deny')).toEqual([
      expect.objectContaining({
        Principal: { AWS: '*' },
        Action: 'sqs:*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    ]);
    expect(statements.filter(({ Effect }) => Effect === 'Allow')).toEqual([
      ...[stack.one('AWS::Events::Rule', 'AlarmChanges'), rule].map(({ id }) =>
        expect.objectContaining({
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [id, 'Arn'] } } },
        }),
      ),
      expect.objectContaining({
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Condition: {
          ArnEquals: {
            'aws:SourceArn': { Ref: stack.one('AWS::SNS::Topic', 'Intake').id },
          },
        },
      }),
    ]);
  });
});

describe('an alarm that begins to ring', () => {
  const changes = stack.one('AWS::Events::Rule', 'AlarmChanges').Properties;

  it('has monitor look whether it is that of a candidate: of this service only, and of each contributor', () => {
    const { EventPattern, Targets } = changes;
    const [resource] = EventPattern.resources as [{ prefix: { 'Fn::Join': [string, unknown[]] } }];
    expect(resource.prefix['Fn::Join'][1].at(-1)).toBe(':alarm:ServerlessMaas/Test/Models/');
    expect(EventPattern).toEqual({
      source: ['aws.cloudwatch'],
      'detail-type': ['CloudWatch Alarm State Change', 'CloudWatch Alarm Contributor State Change'],
      resources: [resource],
      detail: { state: { value: ['ALARM'] } },
    });
    expect(Targets).toEqual([
      expect.objectContaining({
        Arn: { 'Fn::GetAtt': [stack.one('AWS::Lambda::Function', 'Monitor').id, 'Arn'] },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': [queue.id, 'Arn'] } },
      }),
    ]);
  });
});

describe('open roll-outs', () => {
  it('are looked at each minute, by a rule that is off until one begins', () => {
    expect(stack.one('AWS::Events::Rule', 'Rollouts').Properties).toMatchObject({
      Name: 'Test-Models-rollouts',
      ScheduleExpression: 'rate(1 minute)',
      State: 'DISABLED',
    });
  });
});
