import { describe, expect, it } from '@jest/globals';
import { Stack, Token } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { ModelService } from '../../infra/model-service.ts';
import { createApp, createImageContext, Synthesised } from './synthesise.ts';
import { stack, topic } from '../support/alarms-stack.ts';

describe('the alarm topic', () => {
  it("is encrypted with a key that lets CloudWatch in, and takes TLS and this account's alarms only", () => {
    const key = stack.one('AWS::KMS::Key');
    expect(topic.Properties.KmsMasterKeyId).toEqual({ 'Fn::GetAtt': [key.id, 'Arn'] });
    expect(key.Properties.EnableKeyRotation).toBe(true);
    const account = { Ref: 'AWS::AccountId' };
    expect(key.Properties.KeyPolicy.Statement).toContainEqual({
      Sid: 'AllowAlarms',
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: '*',
      Condition: { StringEquals: { 'aws:SourceAccount': account } },
    });
    const statements = stack.one('AWS::SNS::TopicPolicy', 'AlarmTopicPolicy').Properties
      .PolicyDocument.Statement as {
      Effect: string;
      Principal: unknown;
      Action: string;
      Condition: object;
    }[];
    expect(statements.filter(({ Effect }) => Effect === 'Deny')).toEqual([
      expect.objectContaining({
        Principal: '*',
        Action: 'sns:Publish',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    ]);
    expect(statements.filter(({ Effect }) => Effect === 'Allow')).toEqual([
      expect.objectContaining({
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Condition: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': expect.anything() },
        },
      }),
    ]);
  });

  it('sends to each address, and keeps what could not be sent', () => {
    expect(
      stack.all('AWS::SNS::Subscription').find(({ Properties }) => Properties.Protocol === 'email')
        ?.Properties,
    ).toMatchObject({
      TopicArn: { Ref: topic.id },
      Protocol: 'email',
      Endpoint: 'ops@example.com',
      RedrivePolicy: {
        deadLetterTargetArn: { 'Fn::GetAtt': [stack.one('AWS::SQS::Queue').id, 'Arn'] },
      },
    });
  });

  it('sends to addresses that the deploy alone knows', () => {
    const own = new Stack(createApp(), 'Test');
    const address = Token.asString({ Ref: 'PagerAddress' });
    new ModelService(own, 'Models', {
      imageContext: createImageContext(),
      alarmHttpsEndpoints: [address],
    });
    expect(
      new Synthesised(own)
        .all('AWS::SNS::Subscription')
        .find(({ Properties }) => Properties.Protocol === 'https')?.Properties.Endpoint,
    ).toEqual({ Ref: 'PagerAddress' });
  });

  it("is the owner's when there is one, whose key then lets CloudWatch in", () => {
    const own = new Stack(createApp(), 'Test');
    const alarmTopic = new Topic(own, 'Mine', { masterKey: new Key(own, 'MyKey') });
    new ModelService(own, 'Models', { imageContext: createImageContext(), alarmTopic });
    const template = new Synthesised(own);
    expect(template.all('AWS::SNS::Topic').map(({ id }) => id)).toEqual([
      expect.stringMatching(/^Mine/),
      expect.stringMatching(/^ModelsAlarmTopicIntake/),
    ]);
    expect(template.one('AWS::KMS::Key', 'MyKey').Properties.KeyPolicy.Statement).toContainEqual(
      expect.objectContaining({ Principal: { Service: 'cloudwatch.amazonaws.com' } }),
    );
  });
});
