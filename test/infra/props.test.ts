import { describe, expect, it } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { EndpointType } from 'aws-cdk-lib/aws-apigateway';
import { LambdaDeploymentConfig } from 'aws-cdk-lib/aws-codedeploy';
import { InterfaceVpcEndpoint } from 'aws-cdk-lib/aws-ec2';
import { AccountPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { ModelService } from '../../infra/model-service.ts';
import { ROUTES } from '../../layers/maas/contract/routes.ts';
import { createPlatformStack } from './platform-stack.ts';
import {
  createApp,
  createImageContext,
  createService,
  type Resource,
  synthesise,
  Synthesised,
} from './synthesise.ts';

const { stack, service, outside } = createPlatformStack(createApp());
const platform = new Synthesised(stack);
const imported = (value: unknown): string => JSON.stringify(value);
const own = (type: string): (Resource & { id: string })[] => platform.all(type);

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
    const planes = Object.values(ROUTES).map(({ plane }) => plane);
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

describe('what bounds costs', () => {
  it('is a rule for each address, in front of the stage', () => {
    const { Rules } = platform.one('AWS::WAFv2::WebACL').Properties;
    expect(Rules).toHaveLength(1);
    expect(Rules[0]).toMatchObject({
      Action: { Block: {} },
      Statement: { RateBasedStatement: { AggregateKeyType: 'IP', Limit: 3000 } },
    });
    expect(
      imported(platform.one('AWS::WAFv2::WebACLAssociation').Properties.ResourceArn),
    ).toContain('/stages/');
  });

  it('is a web ACL of the owner where one is given', () => {
    const webAcl = 'arn:aws:wafv2:eu-west-1:111111111111:regional/webacl/api/1';
    const guarded = synthesise({ webAcl });
    expect(guarded.one('AWS::WAFv2::WebACLAssociation').Properties.WebACLArn).toBe(webAcl);
    expect(guarded.all('AWS::WAFv2::WebACL')).toEqual([]);
  });

  it('is a budget that writes at 80 and 100 percent', () => {
    const { Budget, NotificationsWithSubscribers: notes } =
      platform.one('AWS::Budgets::Budget').Properties;
    expect(Budget.BudgetLimit).toEqual({ Amount: 500, Unit: 'USD' });
    expect(notes.map(({ Notification }: Resource['Properties']) => Notification.Threshold)).toEqual(
      [80, 100],
    );
    expect(notes[0].Subscribers).toEqual([
      { Address: 'ops@example.com', SubscriptionType: 'EMAIL' },
    ]);
  });

  it('is the share of the account that validations may take', () => {
    expect(
      platform.one('AWS::Lambda::Function', 'Ingest').Properties.ReservedConcurrentExecutions,
    ).toBe(4);
  });
});

describe('predict', () => {
  it('takes over step by step, and back when an alarm of the service rings', () => {
    const alias = platform.one('AWS::Lambda::Alias');
    const { AlarmConfiguration, DeploymentConfigName } = platform.one(
      'AWS::CodeDeploy::DeploymentGroup',
    ).Properties;
    expect(DeploymentConfigName).toContain('LambdaCanary10Percent5Minutes');
    expect(AlarmConfiguration.Alarms).toHaveLength(own('AWS::CloudWatch::Alarm').length);
    const streams = own('AWS::ApiGateway::Method').filter(
      ({ Properties }) => Properties.Integration.ResponseTransferMode === 'STREAM',
    );
    expect(streams.length).toBeGreaterThan(5);
    for (const { Properties } of streams) {
      expect(imported(Properties.Integration.Uri)).toContain(alias.id);
    }
  });

  it('is kept warm by instances of an alias when asked', () => {
    const warm = synthesise({
      predictProvisionedConcurrency: 2,
      predictDeployment: LambdaDeploymentConfig.ALL_AT_ONCE,
    });
    expect(warm.one('AWS::Lambda::Alias').Properties.ProvisionedConcurrencyConfig).toEqual({
      ProvisionedConcurrentExecutions: 2,
    });
  });

  it('and the others read threads and log level from their environment', () => {
    for (const { id, Properties } of own('AWS::Lambda::Function')) {
      expect(Properties.Environment.Variables.MAAS_LOG_LEVEL).toBe('warn');
      expect(Properties.Environment.Variables.MAAS_THREADS).toBe(
        /Predict|Shadow/.test(id) ? '2' : undefined,
      );
    }
  });
});

describe('pages', () => {
  it('of the origins that were given may upload to the bucket', () => {
    expect(
      platform.one('AWS::S3::Bucket', 'StorageModels').Properties.CorsConfiguration.CorsRules,
    ).toEqual([
      {
        AllowedHeaders: ['content-type', 'if-none-match', 'x-amz-checksum-sha256'],
        AllowedMethods: ['PUT'],
        AllowedOrigins: ['https://ml.example.com'],
        ExposedHeaders: ['ETag', 'x-amz-checksum-sha256'],
        MaxAge: 3600,
      },
    ]);
    expect(synthesise().one('AWS::S3::Bucket', 'StorageModels').Properties).not.toHaveProperty(
      'CorsConfiguration',
    );
  });
});

describe('what is switched off', () => {
  it('is not made', () => {
    const bare = synthesise({ accessLog: false, tracing: false, dashboard: false, alarms: false });
    for (const type of [
      'AWS::CloudWatch::Dashboard',
      'AWS::CloudWatch::Alarm',
      'AWS::SNS::Topic',
      'AWS::KMS::Key',
    ]) {
      expect(bare.all(type)).toEqual([]);
    }
    const streams = bare.all('AWS::KinesisFirehose::DeliveryStream').map(({ id }) => id);
    expect(streams.filter((id) => id.includes('AccessLog'))).toEqual([]);
    for (const { Properties } of bare.all('AWS::Lambda::Function')) {
      expect(Properties.TracingConfig).toBeUndefined();
    }
    expect(JSON.stringify(bare.all('AWS::IAM::Policy'))).not.toContain('xray:');
    expect(bare.one('AWS::ApiGateway::Stage').Properties).toMatchObject({ TracingEnabled: false });
  });
});

describe('the construct', () => {
  it('hands out its functions, their logs and its address', () => {
    const { service: plain } = createService();
    expect(Object.keys(service.functions).sort()).toEqual(Object.keys(service.logGroups).sort());
    expect(service.functions.predict.functionName).toBeDefined();
    expect(service.predictAlias?.aliasName).toBe('live');
    expect(service.domain?.domainName).toBeDefined();
    expect(plain.predictAlias).toBeUndefined();
    expect(plain.url).toBe(plain.restApi.url);
  });
});
