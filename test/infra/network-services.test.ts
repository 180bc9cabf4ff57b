import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { FUNCTIONS, CLOUD_FUNCTIONS } from '../../layers/maas/contract/functions.ts';
import { synthesise } from './synthesise.ts';

const document = readFileSync(path.resolve(import.meta.dirname, '../../docs/deploy.md'), 'utf8');
/** Services by the beginning of their actions, as the document calls them. */
const SERVICES: Readonly<Record<string, string>> = {
  s3: 'S3',
  cloudwatch: 'CloudWatch (`monitoring`)',
  secretsmanager: 'Secrets Manager (`secretsmanager`)',
  lambda: 'Lambda (`lambda`)',
  firehose: 'Firehose (`kinesis-firehose`)',
  events: 'EventBridge (`events`)',
  sns: 'SNS (`sns`)',
};
/** Services that Lambda, S3 and SNS call for a function, from outside its network. */
const BY_AWS = new Set(['logs', 'xray', 'sqs', 'kms', 'ec2']);

const names = Object.keys({ ...FUNCTIONS, ...CLOUD_FUNCTIONS });
const stack = synthesise();

/** The services that a function's role lets it call. */
function listServices(name: string): string[] {
  const id = `Models${name.charAt(0).toUpperCase()}${name.slice(1)}FunctionRole`;
  const { Statement } = stack.one('AWS::IAM::Policy', id).Properties.PolicyDocument;
  const actions = (Statement as { Action: string | string[] }[]).flatMap(({ Action }) => Action);
  return [...new Set(actions.map((action) => action.split(':')[0] ?? ''))];
}

it.each(Object.entries(SERVICES))(
  '%s is among what a network must reach, with its callers',
  (key, service) => {
    const callers = names.filter((name) => listServices(name).includes(key));
    const row = document.split('\n').find((line) => line.startsWith(`| ${service} |`)) ?? '';
    const told = row.split('|')[2]?.trim();
    const all = callers.length === names.length;
    expect(told).toBe(all ? 'all functions' : callers.map((name) => `\`${name}\``).join(', '));
  },
);

it('no function calls a service beside those', () => {
  const called = new Set(names.flatMap(listServices).filter((key) => !BY_AWS.has(key)));
  expect(called).toEqual(new Set(Object.keys(SERVICES)));
});
