import { describe, expect, it } from '@jest/globals';
import {
  isNews,
  parseNotification,
  type AlarmNotification,
} from '../../../layers/maas/core/alarms/alarm-notification.ts';
import {
  toAlarmMessage,
  toSlackBody,
  toTeamsBody,
} from '../../../layers/maas/core/alarms/alarm-message.ts';
import { toDashboardUrl } from '../../../layers/maas/core/alarms/dashboard-url.ts';

/** As CloudWatch sends them to a topic: of one contributor of an alarm over all versions. */
const OF_VERSION = {
  AlarmName: 'ServerlessMaas/Prod/Models/ErrorRate',
  AlarmDescription:
    "More than 5 % of a version's predictions fail by the fault of the service or the model. " +
    'Look at the errors by type, and point the alias back to the version before. ' +
    'Runbook: docs/runbook.md#errorrate',
  AWSAccountId: '123456789012',
  NewStateValue: 'ALARM',
  NewStateReason:
    'Threshold Crossed: 3 datapoints were greater than the threshold (3.0). The most recent ' +
    'datapoint which crossed the threshold: [28.5 (29/11/26 05:02:00)].',
  StateChangeTime: '2026-11-29T05:03:12.345+0000',
  Region: 'EU (Ireland)',
  AlarmArn: 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:ServerlessMaas/Prod/Models/ErrorRate',
  OldStateValue: 'OK',
  AlarmContributorId: '6d442278dba546f6',
  AlarmContributorAttributes: { Model: 'sentiment', Version: '3' },
  Trigger: { Period: 60, Metrics: [{ Id: 'expr_1', Expression: 'SELECT …', ReturnData: true }] },
};
/** The dimensions of an alarm that one model has for itself. */
const OF_MODEL = {
  ...OF_VERSION,
  AlarmName: 'ServerlessMaas/Prod/Models/sentiment/OwnLatency',
  AlarmDescription:
    'Model sentiment: predictions are slow. The slowest 1 % of its answers take longer than 200 ' +
    'ms; that is its own limit. See whether loading or inference is slow, and give predict more ' +
    'memory or point the alias back. Runbook: docs/runbook.md#ownlatency',
  AlarmContributorAttributes: undefined,
  Trigger: {
    Metrics: [
      { Id: 'watched', Expression: 'IF(n >= 20, p99, 0)', ReturnData: true },
      {
        Id: 'p99',
        MetricStat: { Metric: { Dimensions: [{ name: 'Model', value: 'sentiment' }] } },
      },
    ],
  },
};

function parse(message: object): AlarmNotification {
  const parsed = parseNotification(JSON.stringify(message));
  if (!parsed) throw new Error('no notification');
  return parsed;
}

describe('a message', () => {
  it('says model, version, what, threshold, since when, what to do and where to look', () => {
    const notification = parse(OF_VERSION);
    const { subject, text } = toAlarmMessage(notification, {
      dashboardUrl: toDashboardUrl('Fleet', notification),
    });
    expect(subject).toBe('ALARM: model sentiment, version 3: predictions fail');
    const dashboard =
      'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1' +
      '#dashboards/dashboard/Fleet?start=2026-11-29T02:03:12.345Z&end=2026-11-29T05:33:12.345Z';
    expect(text).toBe(`ALARM: model sentiment, version 3: predictions fail

What:      More than 5 % of a version's predictions fail by the fault of the service or the model.
Since:     2026-11-29 05:03 UTC
Measured:  ${OF_VERSION.NewStateReason}
To do:     Look at the errors by type, and point the alias back to the version before.
Runbook:   docs/runbook.md#errorrate
Dashboard: ${dashboard}
Alarm:     ServerlessMaas/Prod/Models/ErrorRate`);
  });

  it("says which versions the aliases serve, and has the model's own runbook", () => {
    const { subject, text } = toAlarmMessage(parse(OF_MODEL), {
      record: {
        model: 'sentiment',
        createdAt: '',
        revision: 1,
        aliases: { live: { routes: [{ version: 3, weight: 1 }], updatedAt: '' } },
        settings: { runbookUrl: 'https://wiki.example/sentiment' },
      },
    });
    expect(subject).toBe('ALARM: model sentiment (live is version 3): predictions are slow');
    expect(text).toContain('longer than 200 ms');
    expect(text).toContain('\nRunbook:   https://wiki.example/sentiment\n');
  });

  it('says that it is over, and then nothing of what to do', () => {
    const message = { ...OF_VERSION, NewStateValue: 'OK', OldStateValue: 'ALARM' };
    const { subject, text } = toAlarmMessage(parse(message));
    expect(subject).toBe('OK: model sentiment, version 3: well again (predictions fail)');
    expect(text).not.toContain('To do:');
  });

  it('has a subject that SNS takes, whatever the alarm is called', () => {
    const message = { ...OF_VERSION, AlarmName: `Größe\n${'x'.repeat(300)}` };
    const { subject } = toAlarmMessage(
      parse({ ...message, AlarmContributorAttributes: undefined }),
    );
    expect(subject).toMatch(/^[ -~]{1,100}$/);
  });

  it('is what Slack and Teams take', () => {
    const message = { subject: 'ALARM: m: a', text: 'ALARM: m: a\n\nWhat:      1 < 2 & 3' };
    expect(toSlackBody(message)).toEqual({ text: 'ALARM: m: a\n\nWhat:      1 &lt; 2 &amp; 3' });
    expect(toTeamsBody(message)).toMatchObject({
      type: 'message',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          content: {
            type: 'AdaptiveCard',
            body: [
              { type: 'TextBlock', text: 'ALARM: m: a' },
              { type: 'TextBlock', text: 'What:      1 < 2 & 3' },
            ],
          },
        },
      ],
    });
  });
});

describe('isNews', () => {
  it.each<[string, object, boolean]>([
    ['a version that goes bad', OF_VERSION, true],
    [
      'one that is well again',
      { ...OF_VERSION, NewStateValue: 'OK', OldStateValue: 'ALARM' },
      true,
    ],
    [
      'the alarm over all, whose versions tell for themselves',
      { ...OF_VERSION, AlarmContributorAttributes: undefined },
      false,
    ],
    ['an alarm of one model', OF_MODEL, true],
    [
      'one that was just made',
      { ...OF_MODEL, NewStateValue: 'OK', OldStateValue: 'INSUFFICIENT_DATA' },
      false,
    ],
    ['one without data', { ...OF_MODEL, NewStateValue: 'INSUFFICIENT_DATA' }, false],
    [
      "an owner's own alarm",
      { ...OF_VERSION, AlarmName: 'mine', AlarmContributorAttributes: undefined },
      true,
    ],
  ])('%s: %#', (_, message, expected) => {
    expect(isNews(parse(message))).toBe(expected);
  });
});

it.each(['', 'hello', '{}', 'null', '[]', '{"AlarmName":3}', '{"AlarmName":"a"}'])(
  'a message that is not an alarm is told from one: %s',
  (text) => {
    expect(parseNotification(text)).toBeUndefined();
  },
);

it.each([
  ['arn:aws-cn:cloudwatch:cn-north-1:1:alarm:a', /^https:\/\/cn-north-1\.console\.amazonaws\.cn\//],
  ['arn:other:cloudwatch:x:1:alarm:a', undefined],
  [undefined, undefined],
])('the dashboard of %s', (arn, expected) => {
  const url = toDashboardUrl('Fleet', { arn, atMs: 0 });
  if (expected) expect(url).toMatch(expected);
  else expect(url).toBeUndefined();
});
