import { describe, expect, it } from '@jest/globals';
import { LambdaDeploymentConfig } from 'aws-cdk-lib/aws-codedeploy';
import { createService, type Resource, synthesise } from './synthesise.ts';
import { service, platform, imported, own } from '../support/props-stack.ts';

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
  it('takes over step by step, and back when an alarm rings that it can set off', () => {
    const alias = platform.one('AWS::Lambda::Alias');
    const { AlarmConfiguration, DeploymentConfigName } = platform.one(
      'AWS::CodeDeploy::DeploymentGroup',
    ).Properties;
    expect(DeploymentConfigName).toContain('LambdaCanary10Percent5Minutes');
    const watched = own('AWS::CloudWatch::Alarm').filter(({ id }) =>
      imported(AlarmConfiguration.Alarms).includes(`"${id}"`),
    );
    expect(watched.map(({ Properties }) => String(Properties.AlarmName))).toEqual([
      expect.stringMatching(/\/ErrorRate$/),
      expect.stringMatching(/\/Latency$/),
      expect.stringMatching(/\/GatewayErrorRate\/Watch$/),
    ]);
    expect(AlarmConfiguration.Alarms).toHaveLength(watched.length);
    const streams = own('AWS::ApiGateway::Method').filter(
      ({ Properties }) => Properties.Integration.ResponseTransferMode === 'STREAM',
    );
    expect(streams.length).toBeGreaterThan(5);
    for (const { Properties } of streams) {
      expect(imported(Properties.Integration.Uri)).toContain(alias.id);
    }
  });

  it.each(['Drift', 'AlwaysFails', 'DeadLetters'])(
    'is deployed while %s rings, which no deploy mends',
    (alarm) => {
      const { id } = platform.one('AWS::CloudWatch::Alarm', `Alarms${alarm}`);
      const { AlarmConfiguration } = platform.one('AWS::CodeDeploy::DeploymentGroup').Properties;
      expect(imported(AlarmConfiguration)).not.toContain(id);
    },
  );

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
