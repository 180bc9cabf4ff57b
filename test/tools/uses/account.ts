/**
 * Does the account's part beside the service: Firehose lays lines down, a schedule comes due. The
 * emulator's root key may do all of it.
 */
import {
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListRulesCommand,
  type Rule,
} from '@aws-sdk/client-eventbridge';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import aws4 from 'aws4';
import type { FunctionName } from '../../../layers/maas/contract/functions.ts';

const { AWS_ENDPOINT_URL = '', MAAS_REGION = '', MAAS_BUCKET_NAME: Bucket } = process.env;
const { MAAS_FUNCTIONS = '{}', MAAS_LOG_GROUPS = '{}' } = process.env;
const FUNCTIONS = JSON.parse(MAAS_FUNCTIONS) as Record<AnyFunction, string>;
const LOG_GROUPS = JSON.parse(MAAS_LOG_GROUPS) as Record<AnyFunction, string>;
/** Those that serve routes, and the one that is told of alarms. */
type AnyFunction = FunctionName | 'notify';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const options = { endpoint: AWS_ENDPOINT_URL, region: MAAS_REGION, credentials };
const s3 = new S3Client({ ...options, forcePathStyle: true });
const events = new EventBridgeClient(options);

export async function putObject(Key: string, Body: Uint8Array): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
}

export async function readObject(Key: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return (await Body?.transformToString()) ?? '';
}

/** The newest first. */
export async function listObjects(Prefix: string): Promise<string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
  return Contents.sort((a, b) => Number(b.LastModified) - Number(a.LastModified)).flatMap(
    ({ Key }) => Key ?? [],
  );
}

/** Starts a function as an event does, and waits for its end. */
export async function startFunction(name: AnyFunction, event: object): Promise<void> {
  const path = `/2015-03-31/functions/${FUNCTIONS[name]}/invocations`;
  const { headers, text } = await post('lambda', path, event);
  if (headers.has('x-amz-function-error')) {
    const { errorMessage } = JSON.parse(text) as { errorMessage: string };
    const [, action] = /not authorized to perform: (\S+)/.exec(errorMessage) ?? [];
    throw new Error(`It fails on an event: ${action ? `refused ${action}` : errorMessage}`);
  }
}

/** The lines of its log that have this text, from a time on. */
export async function listLogLines(
  name: AnyFunction,
  filterPattern: string,
  startTime: number,
): Promise<string[]> {
  const { text } = await post(
    'logs',
    '/',
    { logGroupName: LOG_GROUPS[name], filterPattern, startTime },
    {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'Logs_20140328.FilterLogEvents',
    },
  );
  const { events: found } = JSON.parse(text) as { events: { message: string }[] };
  return found.map(({ message }) => message);
}

async function post(
  service: string,
  path: string,
  json: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly headers: Headers; readonly text: string }> {
  const { host } = new URL(AWS_ENDPOINT_URL);
  const body = JSON.stringify(json);
  const request = { service, region: MAAS_REGION, host, method: 'POST', path, body, headers };
  const signed = aws4.sign(request, credentials);
  const response = await fetch(AWS_ENDPOINT_URL + path, {
    method: 'POST',
    headers: signed.headers as Record<string, string>,
    body,
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${service} answered ${response.status} ${text.slice(0, 200)}`);
  return { headers: response.headers, text };
}

/** Tells whether the rule that looks at roll-outs and quotas is on. */
export async function isTicking(): Promise<boolean> {
  const rules = await listRules();
  return rules.some(
    ({ ScheduleExpression, Description, State }) =>
      ScheduleExpression && Description?.includes('roll-outs') && State === 'ENABLED',
  );
}

/** The events of objects under a prefix are lost while something is done. */
export async function withoutEvents(prefix: string, act: () => Promise<void>): Promise<void> {
  const rules = await listRules();
  const rule = rules.find(({ EventPattern }) => EventPattern?.includes(`"${prefix}"`));
  if (!rule) throw new Error(`No rule is for ${prefix}`);
  await events.send(new DisableRuleCommand({ Name: rule.Name }));
  try {
    await act();
  } finally {
    await events.send(new EnableRuleCommand({ Name: rule.Name }));
  }
}

async function listRules(): Promise<Rule[]> {
  return (await events.send(new ListRulesCommand({}))).Rules ?? [];
}
