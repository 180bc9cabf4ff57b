import { describe, expect, it } from '@jest/globals';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { createImageContext, createApp, Synthesised } from './synthesise.ts';
import { Stack } from 'aws-cdk-lib';
import { ModelService } from '../../infra/model-service.ts';
import { stack, listPermissions } from '../support/roles-stack.ts';

describe('roles', () => {
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
    // Code in the function, models included, may not use the rights that Lambda has for its own work.
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
