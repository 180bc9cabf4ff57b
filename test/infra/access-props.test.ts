import { describe, expect, it } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { EndpointType } from 'aws-cdk-lib/aws-apigateway';
import { InterfaceVpcEndpoint } from 'aws-cdk-lib/aws-ec2';
import { AccountPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { ModelService } from '../../infra/model-service.ts';
import { createApp, createImageContext, synthesise, Synthesised } from './synthesise.ts';
import { routes } from '../support/api-stack.ts';
import { service, outside, platform, imported, own } from '../support/props-stack.ts';

describe('the network', () => {
  it('is the one that was given, subnets and groups included', () => {
    for (const { Properties } of own('AWS::Lambda::Function')) {
      expect(Properties.VpcConfig).toEqual({
        SubnetIds: ['subnet-0123456789abcdef0'],
        SecurityGroupIds: ['sg-0123456789abcdef0'],
      });
    }
    expect(own('AWS::EC2::SecurityGroup')).toEqual([]);
  });
});

describe('the key', () => {
  const KEY = 'FnGetAttKey';

  it('encrypts the registry, the logs, the environments, the dead letters and the access log', () => {
    const [encryption] = platform.one('AWS::S3::Bucket', 'StorageModels').Properties
      .BucketEncryption.ServerSideEncryptionConfiguration;
    expect(encryption).toMatchObject({
      BucketKeyEnabled: true,
      ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' },
    });
    expect(imported(encryption)).toContain(KEY);
    for (const { Properties } of own('AWS::Logs::LogGroup')) {
      expect(imported(Properties.KmsKeyId)).toContain(KEY);
    }
    for (const { Properties } of own('AWS::Lambda::Function')) {
      expect(imported(Properties.KmsKeyArn)).toContain(KEY);
    }
    expect(imported(platform.one('AWS::SQS::Queue').Properties.KmsMasterKeyId)).toContain(KEY);
    for (const { Properties } of platform.all('AWS::KinesisFirehose::DeliveryStream')) {
      const { DeliveryStreamEncryptionConfigurationInput: stream } = Properties;
      expect(stream.KeyType).toBe('CUSTOMER_MANAGED_CMK');
      expect(imported(stream)).toContain(KEY);
    }
  });

  it('encrypts the alarm topics, into which it lets CloudWatch', () => {
    for (const { Properties } of own('AWS::SNS::Topic')) {
      expect(imported(Properties.KmsMasterKeyId)).toContain(KEY);
    }
    expect(own('AWS::KMS::Key')).toEqual([]);
    const { KeyPolicy } = new Synthesised(outside).one('AWS::KMS::Key').Properties;
    expect(KeyPolicy.Statement).toContainEqual(
      expect.objectContaining({
        Sid: 'AllowAlarms',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
      }),
    );
  });

  it('leaves the alarm topics a key of their own where its policy cannot be changed', () => {
    const app = createApp();
    const stack = new Stack(app, 'Test');
    const encryptionKey = Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111111111111:key/k');
    new ModelService(stack, 'Models', { imageContext: createImageContext(), encryptionKey });
    const { Properties } = new Synthesised(stack).one('AWS::SNS::Topic', 'Intake');
    expect(imported(Properties.KmsMasterKeyId)).toContain('AlarmTopicKey');
  });

  it('is not of the log bucket, to which S3 would then deliver nothing', () => {
    expect(
      imported(platform.one('AWS::S3::Bucket', 'StorageLogs').Properties.BucketEncryption),
    ).toContain('AES256');
  });

  it.each([
    ['Models', ['kms:Decrypt', 'kms:GenerateDataKey']],
    ['Upload', ['kms:Decrypt', 'kms:GenerateDataKey']],
    ['Ingest', ['kms:Decrypt', 'kms:GenerateDataKey']],
    ['Predict', 'kms:Decrypt'],
    ['Monitor', ['kms:Decrypt', 'kms:GenerateDataKey']],
  ])('may be used by %s for no more than its objects want', (name, actions) => {
    const { Statement } = platform.one('AWS::IAM::Policy', `${name}FunctionRole`).Properties
      .PolicyDocument;
    const ofKey = Statement.filter(({ Action }: { Action: unknown }) =>
      imported(Action).includes('kms:'),
    );
    expect(ofKey).toHaveLength(1);
    expect(ofKey[0].Action).toEqual(actions);
    expect(imported(ofKey[0].Resource)).toContain(KEY);
  });

  it('lets in the services that write by themselves, for this account alone', () => {
    const ofKey = new Synthesised(outside);
    const statements = ofKey.one('AWS::KMS::Key').Properties.KeyPolicy.Statement as {
      Sid?: string;
      Condition?: object;
    }[];
    for (const sid of ['AllowLogs', 'AllowDeadLetters']) {
      const statement = statements.find(({ Sid }) => Sid === sid);
      expect(imported(statement?.Condition)).toContain('111111111111');
    }
  });
});

describe('callers', () => {
  it('of the data plane bring what the authorizer takes, and the others sign as before', () => {
    const proxied = own('AWS::ApiGateway::Method').filter(
      ({ Properties }) => Properties.Integration.Type === 'AWS_PROXY',
    );
    const count = (type: string): number =>
      proxied.filter(({ Properties }) => Properties.AuthorizationType === type).length;
    const planes = routes.map(({ plane }) => plane);
    expect(count('COGNITO_USER_POOLS')).toBe(planes.filter((plane) => plane === 'data').length);
    expect(count('AWS_IAM')).toBe(planes.filter((plane) => plane === 'control').length);
    expect(own('AWS::ApiGateway::ApiKey')).toEqual([]);
  });

  it('of other accounts are let in by the policy that was given', () => {
    const policy = new PolicyDocument({
      statements: [
        new PolicyStatement({
          principals: [new AccountPrincipal('222222222222')],
          actions: ['execute-api:Invoke'],
          resources: ['execute-api:/*'],
        }),
      ],
    });
    expect(
      imported(synthesise({ policy }).one('AWS::ApiGateway::RestApi').Properties.Policy),
    ).toContain('222222222222');
  });

  it('of a private API come by the endpoints that were given', () => {
    const endpoint = InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(
      new Stack(new App(), 'Outside'),
      'Endpoint',
      { vpcEndpointId: 'vpce-0123456789abcdef0', port: 443 },
    );
    const { Properties } = synthesise({
      endpointType: EndpointType.PRIVATE,
      vpcEndpoints: [endpoint],
    }).one('AWS::ApiGateway::RestApi');
    expect(Properties.EndpointConfiguration).toEqual({
      Types: ['PRIVATE'],
      VpcEndpointIds: ['vpce-0123456789abcdef0'],
    });
    expect(Properties.Policy.Statement).toEqual([
      expect.objectContaining({
        Effect: 'Allow',
        Condition: { StringEquals: { 'aws:SourceVpce': ['vpce-0123456789abcdef0'] } },
      }),
    ]);
  });
});

describe('the domain', () => {
  it('is the only way in, and the address of the outputs', () => {
    expect(platform.one('AWS::ApiGateway::RestApi').Properties.DisableExecuteApiEndpoint).toBe(
      true,
    );
    expect(platform.one('AWS::ApiGateway::DomainName').Properties).toMatchObject({
      DomainName: 'models.example.com',
      SecurityPolicy: 'TLS_1_2',
    });
    expect(platform.one('AWS::ApiGateway::BasePathMapping').Properties.BasePath).toBe('ml');
    expect(service.url).toBe('https://models.example.com/ml/');
  });
});
