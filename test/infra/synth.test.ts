import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { IAM_MINIMIZE_POLICIES } from 'aws-cdk-lib/cx-api';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { ModelService } from '../../infra/model-service.ts';
import { ModelServiceStack } from '../../infra/model-service-stack.ts';
import { createPlatformStack } from './platform-stack.ts';
import { createApp, createImageContext, sortLists } from './synthesise.ts';

const context = createImageContext();

function createStack(): { app: App } {
  const app = createApp();
  new ModelServiceStack(app, 'Test', { imageContext: context, alarmEmails: ['ops@example.com'] });
  return { app };
}

const readTemplate = (app: App): string =>
  readFileSync(path.join(app.synth().directory, 'Test.template.json'), 'utf8');

/**
 * As the CLI does it: with the plugins, and with CDK's own validator, which all other suites leave
 * out.
 * @throws Error naming each finding
 */
function validate(app: App): void {
  const { env } = process;
  const before = env.CDK_VALIDATION;
  delete env.CDK_VALIDATION;
  try {
    app.synth();
  } finally {
    if (before !== undefined) env.CDK_VALIDATION = before;
  }
}

describe('synthesis', () => {
  it("has no finding of cdk-nag or of CDK's validator that is not acknowledged", () => {
    const { app } = createStack();
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
    expect(() => {
      validate(app);
    }).not.toThrow();
  }, 180_000);

  it('has none either with all that a platform team asks for, all of it switched off, or endpoints', () => {
    const app = createApp();
    createPlatformStack(app);
    const off = { accessLog: false, tracing: false, dashboard: false, alarms: false };
    new ModelServiceStack(app, 'Bare', { imageContext: context, ...off });
    const { service } = new ModelServiceStack(app, 'Apart', { imageContext: context });
    service.addEndpoint('ocr');
    service.addEndpoint('search', { start: 'provisioned', maxCapacity: 5 });
    service.addEndpoint('speech', { start: 'snapStart' });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
    expect(() => {
      validate(app);
    }).not.toThrow();
  }, 180_000);

  it('fails when something is open', () => {
    const app = createApp();
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
    new CfnBucket(new Stack(app, 'Test'), 'Open');
    expect(() => {
      validate(app);
    }).toThrow(/AwsSolutions-S1\b[^]*AwsSolutions-S10\b/);
  });

  it('gives the same service whatever the feature flags of the app that it is in', () => {
    const [ours, bare] = [createApp(), new App({ context: { [IAM_MINIMIZE_POLICIES]: true } })].map(
      (app) => {
        const stack = new Stack(app, 'Test');
        const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
          vpcId: 'vpc-0123456789abcdef0',
          availabilityZones: ['us-east-1a'],
          privateSubnetIds: ['subnet-0123456789abcdef0'],
          privateSubnetRouteTableIds: ['rtb-0123456789abcdef0'],
        });
        new ModelService(stack, 'Models', {
          imageContext: context,
          alarmEmails: ['ops@example.com'],
          vpc,
        });
        return app.synth().getStackByName('Test').template as { Resources: object };
      },
    );
    expect(sortLists(bare?.Resources)).toEqual(sortLists(ours?.Resources));
  });

  it('gives the same bytes twice, and outputs for scripts', () => {
    const template = readTemplate(createStack().app);
    expect(readTemplate(createStack().app)).toBe(template);
    expect(Object.keys((JSON.parse(template) as { Outputs: object }).Outputs).sort()).toEqual([
      'AlarmTopicArn',
      'ApiKeyId',
      'ApiUrl',
      'BucketName',
      'DashboardName',
      'DeadLetterQueueUrl',
      'MetricNamespace',
    ]);
  });
});
