import { describe, expect, it } from '@jest/globals';
import { LIMITS } from '../../layers/maas/contract/limits.ts';
import { synthesise } from './synthesise.ts';

const stack = synthesise();
const queue = stack.one('AWS::SQS::Queue');
const bucket = stack.one('AWS::S3::Bucket', 'StorageModels');

describe('a submission', () => {
  it('starts ingest, tried again for hours, and is kept when it cannot be delivered', () => {
    const { EventPattern, Targets } = stack.one('AWS::Events::Rule').Properties;
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

  it('is delivered once more than ingest makes attempts, so that the last one rejects, and kept when that fails, too', () => {
    expect(stack.one('AWS::Lambda::EventInvokeConfig').Properties).toMatchObject({
      MaximumRetryAttempts: LIMITS.ingestAttempts,
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [queue.id, 'Arn'] } } },
    });
  });

  it('lies in a queue that is encrypted, takes TLS only, and lets in nobody but the rule', () => {
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
      expect.objectContaining({
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Condition: {
          ArnEquals: {
            'aws:SourceArn': { 'Fn::GetAtt': [stack.one('AWS::Events::Rule').id, 'Arn'] },
          },
        },
      }),
    ]);
  });
});
