import type { AlarmMessage } from '../ports/messenger.ts';
import type { ModelRecord } from '../registry/records.ts';
import type { AlarmNotification } from './alarm-notification.ts';

/** Beside what the alarm itself says. */
export interface AlarmContext {
  /**
   * The model's record, if it can be read: it has the versions that it serves, and its own runbook.
   */
  readonly record?: ModelRecord | undefined;
  /** The dashboard that shows the numbers of that time. */
  readonly dashboardUrl?: string | undefined;
}

/** SNS's limit of an e-mail's subject, which is ASCII without line breaks. */
const SUBJECT_LENGTH = 100;
/** The part of a description that gets a line of its own. */
const RUNBOOK = / Runbook: (\S+)$/;

/**
 * Which model and version, what, the threshold, since when, what to do and where to look, in this
 * order.
 */
export function toAlarmMessage(
  notification: AlarmNotification,
  { record, dashboardUrl }: AlarmContext = {},
): AlarmMessage {
  const { rule, state, description, name, reason, atMs } = notification;
  const whom = describeWhom(notification, record);
  const what = rule?.title ?? name;
  const headline = state === 'ALARM' ? `ALARM: ${whom}${what}` : `OK: ${whom}well again (${what})`;
  const runbook = record?.settings?.runbookUrl ?? RUNBOOK.exec(description)?.[1];
  return toMessage(headline, [
    ['What', (rule ? withoutTodo(description, rule.todo) : description).replace(RUNBOOK, '')],
    ['Since', `${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`],
    ['Measured', reason],
    ['To do', state === 'ALARM' ? rule?.todo : undefined],
    ['Runbook', state === 'ALARM' ? runbook : undefined],
    ['Dashboard', dashboardUrl],
    ['Alarm', name],
  ]);
}

/** A headline, and lines with labels; those without a value are left out. */
export function toMessage(
  headline: string,
  lines: readonly (readonly [string, string | undefined])[],
): AlarmMessage {
  const written = lines.flatMap(([label, value]) =>
    value === undefined || value === '' ? [] : [`${`${label}:`.padEnd(11)}${value}`],
  );
  return { subject: toSubject(headline), text: [headline, '', ...written].join('\n') };
}

/** `model m, version 3: `; of an alarm over all versions, those that the aliases serve. */
function describeWhom(
  { model, version }: AlarmNotification,
  record: ModelRecord | undefined,
): string {
  if (model === undefined) return '';
  if (version !== undefined) return `model ${model}, version ${version}: `;
  const served = Object.entries(record?.aliases ?? {}).map(
    ([alias, { routes }]) => `${alias} is version ${routes.map((r) => r.version).join(' and ')}`,
  );
  return `model ${model}${served.length > 0 ? ` (${served.slice(0, 5).join(', ')})` : ''}: `;
}

function withoutTodo(description: string, todo: string): string {
  return description.replace(` ${todo}`, '');
}

function toSubject(headline: string): string {
  const plain = headline.replaceAll(/[^ -~]/g, '?');
  return plain.length <= SUBJECT_LENGTH ? plain : `${plain.slice(0, SUBJECT_LENGTH - 3)}...`;
}

/**
 * Makes the body that Slack's incoming webhooks take.
 * https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
 */
export function toSlackBody({ text }: AlarmMessage): object {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return { text: escaped };
}

/** Makes the body that the webhooks of Teams' workflows take: an Adaptive Card. */
export function toTeamsBody({ subject, text }: AlarmMessage): object {
  const [, , ...lines] = text.split('\n');
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [
            { type: 'TextBlock', text: subject, weight: 'Bolder', wrap: true },
            ...lines.map((line) => ({ type: 'TextBlock', text: line, wrap: true })),
          ],
        },
      },
    ],
  };
}
