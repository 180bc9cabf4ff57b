import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type App, Validations } from 'aws-cdk-lib';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { ModelServiceStack } from '../../infra/model-service-stack.ts';
import { createApp, createImageContext } from './synthesise.ts';

const context = createImageContext();

function createStack(): { app: App; stack: ModelServiceStack } {
  const app = createApp();
  return { app, stack: new ModelServiceStack(app, 'Test', { imageContext: context, alarmEmails: ['ops@example.com'] }) };
}

const readTemplate = (app: App): string => readFileSync(path.join(app.synth().directory, 'Test.template.json'), 'utf8');

const listFindings = ({ app, stack }: { app: App; stack: ModelServiceStack }): string[] => [AwsSolutionsChecks, ServerlessChecks].flatMap((Pack) => new Pack(app).validateScope(stack).violations.map(({ ruleName }) => ruleName));

/** As the CLI does it: with the plugins, and with CDK's own validator, which all other suites leave out. */
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
    const { app, stack } = createStack();
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
    expect(listFindings({ app, stack })).toEqual([]);
    expect(() => {
      validate(app);
    }).not.toThrow();
  }, 180_000);

  it('fails when something is open', () => {
    const { app, stack } = createStack();
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    new CfnBucket(stack, 'Open');
    expect(listFindings({ app, stack })).toEqual(['AwsSolutions-S1', 'AwsSolutions-S10']);
    expect(() => {
      validate(app);
    }).toThrow('AwsSolutions-S10');
  }, 180_000);

  it('gives the same bytes twice, and outputs for scripts', () => {
    const template = readTemplate(createStack().app);
    expect(readTemplate(createStack().app)).toBe(template);
    expect(Object.keys((JSON.parse(template) as { Outputs: object }).Outputs).sort()).toEqual(['AlarmTopicArn', 'ApiKeyId', 'ApiUrl', 'BucketName', 'DashboardName', 'DeadLetterQueueUrl', 'MetricNamespace']);
  });
});
