/**
 * From an alarm's change of state to the roll-out that is back, on a deployed stack: what
 * `test/tools/stack-user.py` and `test/tools/stack-witness.py` print. The emulator's CloudWatch tells
 * EventBridge of no alarm, and like AWS its EventBridge takes no event of `aws.cloudwatch` from
 * anybody else. So the stack's own rule is asked whether it matches the event as CloudWatch sends
 * it; then its source alone is changed, and the event goes through it to the function, as AWS would
 * deliver it.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import aws4 from 'aws4';
import { toStateChangeEvent } from '../../local/alarms/state-change-event.ts';
import { poll } from '../support/poll.ts';
import { Client } from './service/client.ts';
import { createDoubler, createName } from './service/fixtures.ts';

const {
  MAAS_URL = '',
  MAAS_API_KEY,
  MAAS_REGION = '',
  MAAS_WITNESS_KEY_ID = '',
  MAAS_WITNESS_SECRET = '',
  MAAS_WITNESS_QUEUE_URL = '',
  AWS_ENDPOINT_URL = '',
} = process.env;
const TIMEOUT_MS = 300_000;
const SOURCE = 'rehearsal.cloudwatch';
const client = new Client({
  url: MAAS_URL.replace(/\/$/, ''),
  apiKey: MAAS_API_KEY,
  region: MAAS_REGION,
});

interface Rule {
  readonly Name: string;
  readonly State: 'ENABLED' | 'DISABLED';
  readonly Description?: string;
  readonly EventPattern?: string;
  readonly ScheduleExpression?: string;
}

interface Event {
  readonly 'detail-type': string;
  readonly detail: object;
}

async function send(url: string, service: string, type: string, body: string, target = '') {
  const { host, pathname } = new URL(url);
  const { headers = {} } = aws4.sign(
    {
      ...{ service, region: MAAS_REGION, host, method: 'POST', path: pathname, body },
      headers: { 'content-type': type, ...(target && { 'x-amz-target': target }) },
    },
    { accessKeyId: MAAS_WITNESS_KEY_ID, secretAccessKey: MAAS_WITNESS_SECRET },
  );
  const response = await fetch(url, {
    method: 'POST',
    headers: headers as Record<string, string>,
    body,
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${target || url} was answered ${response.status} ${text}`);
  return text;
}

async function callEvents<T>(operation: string, body: object): Promise<T> {
  const type = 'application/x-amz-json-1.1';
  const target = `AWSEvents.${operation}`;
  return JSON.parse(
    await send(`${AWS_ENDPOINT_URL}/`, 'events', type, JSON.stringify(body), target),
  ) as T;
}

async function findRule(matches: (rule: Rule) => boolean | undefined): Promise<Rule> {
  const { Rules } = await callEvents<{ Rules: Rule[] }>('ListRules', {});
  const [rule] = Rules.filter(matches);
  if (!rule) throw new Error('The stack has no such rule.');
  return rule;
}

const findTicks = (): Promise<Rule> =>
  findRule(({ Description, ScheduleExpression }) =>
    Boolean(ScheduleExpression && Description?.includes('roll-outs')),
  );

let rule: Rule;
let alarmArn: string;
const model = createName('back');

beforeAll(async () => {
  rule = await findRule(({ EventPattern }) => EventPattern?.includes('aws.cloudwatch'));
  const { resources } = JSON.parse(rule.EventPattern ?? '') as { resources: [{ prefix: string }] };
  alarmArn = `${resources[0].prefix}ErrorRate`;
});

afterAll(() => callEvents('PutRule', rule));

/** A contributor to the alarm on errors begins to ring. */
function ring(version: number): Event {
  const status = {
    ...({ alarm: 'ErrorRate', model, version: String(version), state: 'ALARM' } as const),
    ...{ since: new Date().toISOString(), values: [100], threshold: 1, limit: 5 },
  };
  const name = alarmArn.split(':alarm:')[1] ?? '';
  return JSON.parse(toStateChangeEvent(status, name, 'Failures.')) as Event;
}

async function matches(event: Event, resource: string): Promise<boolean> {
  const full = {
    ...{ ...event, id: 'e', account: '000000000000', region: MAAS_REGION, resources: [resource] },
  };
  const { Result } = await callEvents<{ Result: boolean }>('TestEventPattern', {
    EventPattern: rule.EventPattern,
    Event: JSON.stringify(full),
  });
  return Result;
}

async function deliver(event: Event): Promise<void> {
  const { FailedEntryCount } = await callEvents<{ FailedEntryCount: number }>('PutEvents', {
    Entries: [
      {
        Source: SOURCE,
        DetailType: event['detail-type'],
        Detail: JSON.stringify(event.detail),
        Resources: [alarmArn],
      },
    ],
  });
  expect(FailedEntryCount).toBe(0);
}

async function hearOf(text: RegExp): Promise<string> {
  const query = 'Action=ReceiveMessage&Version=2012-11-05&MaxNumberOfMessages=10&WaitTimeSeconds=1';
  const type = 'application/x-www-form-urlencoded';
  return poll(
    `somebody is told ${String(text)}`,
    async () => text.exec(await send(MAAS_WITNESS_QUEUE_URL, 'sqs', type, query))?.[0],
    60_000,
  );
}

describe('an alarm that begins to ring', () => {
  it(
    "takes the deployed roll-out back by the candidate's, and not by the baseline's",
    async () => {
      for (const version of [1, 2]) {
        const reply = await client.upload({ 'model.onnx': createDoubler() }, { name: model });
        expect([version, reply.status]).toEqual([version, 201]);
      }
      const rollouts = `/models/${model}/aliases/live/rollouts`;
      await client.call('PUT', `/models/${model}/aliases/live`, { json: { version: 1 } });
      const started = await client.call('POST', rollouts, {
        json: { version: 2, strategy: { canary: { percent: 10, bakeMinutes: 60 } } },
      });
      expect(started).toMatchObject({ status: 201, body: { state: 'BAKING', percent: 10 } });
      expect((await findTicks()).State).toBe('ENABLED');

      expect(await matches(ring(2), alarmArn)).toBe(true);
      expect(await matches(ring(2), alarmArn.replace(/alarm:.*/, 'alarm:theirs'))).toBe(false);

      await callEvents('PutRule', {
        ...{ Name: rule.Name, State: 'ENABLED', Description: rule.Description },
        EventPattern: rule.EventPattern?.replace('aws.cloudwatch', SOURCE),
      });
      await deliver(ring(1));
      await deliver(ring(2));
      const path = `${rollouts}/${String(started.body.id)}`;
      const ended = await poll(
        'it is back',
        async () => {
          const { body } = await client.call('GET', path);
          return body.state === 'BAKING' ? undefined : (body as { state: string; reason: string });
        },
        60_000,
      );
      expect(ended).toMatchObject({
        state: 'ROLLED_BACK',
        reason: expect.stringMatching(/^The candidate's alarm ErrorRate rings since /),
      });
      const { body } = await client.call('GET', `/models/${model}`);
      expect(body.aliases.live.routes).toEqual([{ version: 1, weight: 1 }]);
      const again = await client.call('PUT', `/models/${model}/aliases/live`, {
        json: { version: 2 },
      });
      expect(again).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
      expect(
        await hearOf(new RegExp(`ROLLED[ _]BACK.{0,40}${model}|${model}.{0,400}ROLLED_BACK`, 's')),
      ).toContain(model);
      await poll(
        'the ticks are off',
        async () => (await findTicks()).State === 'DISABLED',
        180_000,
      );
    },
    TIMEOUT_MS,
  );
});
