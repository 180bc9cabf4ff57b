import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { RemovalPolicy } from 'aws-cdk-lib';
import { estimateCost } from '../../layers/maas/contract/estimate-cost.ts';
import { PRICES } from '../../layers/maas/contract/prices.ts';
import { synthesise, type Synthesised } from './synthesise.ts';

const document = readFileSync(path.resolve(import.meta.dirname, '../../docs/deploy.md'), 'utf8');
const destroying = document.slice(document.indexOf('\n## Destroying'));
/** Types of which something stays when the stack is deleted, as the document calls them. */
const KEPT: Readonly<Record<string, readonly [word: string, command: string]>> = {
  'AWS::S3::Bucket': ['the registry and its log bucket', 's3api delete-bucket'],
  'AWS::Logs::LogGroup': ['log groups', 'logs delete-log-group'],
  'AWS::SecretsManager::Secret': ['the secret', 'secretsmanager delete-secret'],
  'AWS::KMS::Key': ['the key', 'kms schedule-key-deletion'],
};

let stack: Synthesised;
beforeAll(() => {
  stack = synthesise();
});

describe('what stays of a deleted stack', () => {
  it('is what docs/deploy.md says, with the command that removes it', () => {
    const kept = Object.values(stack.resources).filter(({ DeletionPolicy }) =>
      DeletionPolicy?.startsWith('Retain'),
    );
    expect(new Set(kept.map(({ Type }) => Type))).toEqual(new Set(Object.keys(KEPT)));
    for (const text of Object.values(KEPT).flat()) expect(destroying).toContain(text);
  });

  it('has the alarms that models made beside the stack', () => {
    expect(destroying).toContain('cloudwatch delete-alarms');
  });
});

describe('what stays of a first deploy that failed', () => {
  it.each([
    ['AWS::KMS::Key', 'RetainExceptOnCreate'],
    ['AWS::SecretsManager::Secret', 'RetainExceptOnCreate'],
    ['AWS::Logs::LogGroup', 'RetainExceptOnCreate'],
    // Not empty any more, it would stop the rollback.
    ['AWS::S3::Bucket', 'Retain'],
  ])('is nothing that is billed: of %s %s', (type, policy) => {
    const policies = stack.all(type).map(({ DeletionPolicy }) => DeletionPolicy);
    expect(new Set(policies)).toEqual(new Set([policy]));
  });

  it('is all of it where the owner says so', () => {
    const all = synthesise({ removalPolicy: RemovalPolicy.RETAIN });
    expect(all.one('AWS::KMS::Key').DeletionPolicy).toBe('Retain');
  });
});

describe('what a stack costs without a call', () => {
  const count = (type: string): number => stack.all(type).length;

  it('is what is billed of the template', () => {
    const sweep = 'the sweep for lost events';
    const { idle } = estimateCost({ predictions: 0, milliseconds: 10, responseBytes: 54 });
    const estimated = idle.reduce(
      (sum, { what, dollars }) => sum + (what === sweep ? 0 : dollars),
      0,
    );
    const metrics = stack
      .all('AWS::CloudWatch::Alarm')
      .flatMap(({ Properties }) => Properties.Metrics ?? [{ MetricStat: Properties.MetricName }])
      .filter(({ MetricStat }) => MetricStat);
    expect(estimated).toBeCloseTo(
      count('AWS::KMS::Key') * PRICES.keyPerMonth +
        count('AWS::SecretsManager::Secret') * PRICES.secretPerMonth +
        count('AWS::CloudWatch::Dashboard') * PRICES.dashboardPerMonth +
        count('AWS::CloudWatch::CompositeAlarm') * PRICES.compositeAlarmPerMonth +
        metrics.length * PRICES.alarmMetricPerMonth,
      10,
    );
  });

  it.each([
    ["the alarm topics' KMS key", '1.00'],
    ["the secret that signs predictions' ids", '0.40'],
    ['alarms: 2 over 3 metrics', '0.80'],
    ['dashboard', '3.00'],
    ['the sweep for lost events', '0.13'],
    ['**together**', '**2.35'],
  ])('is for %s %s in docs/deploy.md', (what, dollars) => {
    const row = document.split('\n').find((line) => line.startsWith(`| ${what}`)) ?? '';
    expect(row.split('|')[2]?.trim().startsWith(dollars)).toBe(true);
  });
});
