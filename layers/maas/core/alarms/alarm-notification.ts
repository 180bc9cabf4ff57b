import * as z from 'zod/mini';
import { ALARM_RULES, getAlarmRule, type AlarmId, type AlarmRule } from '../../contract/alarms.ts';

const Dimensions = z.array(z.object({ name: z.string(), value: z.string() }));
const Metric = z.object({ MetricStat: z.optional(z.object({ Metric: z.object({ Dimensions }) })) });

/** The part that is read of the JSON that CloudWatch sends to a topic. */
const Notification = z.object({
  AlarmName: z.string(),
  AlarmDescription: z.nullish(z.string()),
  NewStateValue: z.enum(['ALARM', 'OK', 'INSUFFICIENT_DATA']),
  OldStateValue: z.nullish(z.string()),
  NewStateReason: z.string(),
  StateChangeTime: z.string(),
  Region: z.nullish(z.string()),
  AlarmArn: z.nullish(z.string()),
  /** An alarm with contributors names the one that it is about. */
  AlarmContributorAttributes: z.nullish(z.record(z.string(), z.string())),
  Trigger: z.nullish(z.object({ Metrics: z.nullish(z.array(Metric)) })),
});

/** One change of state of one alarm, or of one of its contributors. */
export interface AlarmNotification {
  readonly name: string;
  /** undefined for an alarm that is none of ours */
  readonly rule: AlarmRule | undefined;
  readonly description: string;
  readonly state: 'ALARM' | 'OK' | 'INSUFFICIENT_DATA';
  readonly previousState: string;
  readonly reason: string;
  readonly atMs: number;
  readonly arn: string | undefined;
  readonly model: string | undefined;
  readonly version: string | undefined;
  /** True if one contributor changed, and not the alarm over all. */
  readonly isContributor: boolean;
}

/** @returns undefined for a message that is not an alarm's change of state */
export function parseNotification(message: string): AlarmNotification | undefined {
  const parsed = Notification.safeParse(parseJson(message));
  if (!parsed.success) return undefined;
  const { data } = parsed;
  const attributes = data.AlarmContributorAttributes ?? {};
  const dimensions = Object.fromEntries(
    (data.Trigger?.Metrics ?? [])
      .flatMap(({ MetricStat }) => MetricStat?.Metric.Dimensions ?? [])
      .map(({ name, value }) => [name, value]),
  );
  const id = data.AlarmName.split('/').at(-1) ?? '';
  return {
    name: data.AlarmName,
    rule: Object.hasOwn(ALARM_RULES, id) ? getAlarmRule(id as AlarmId) : undefined,
    description: data.AlarmDescription ?? '',
    state: data.NewStateValue,
    previousState: data.OldStateValue ?? '',
    reason: data.NewStateReason,
    atMs: toTimeMs(data.StateChangeTime),
    arn: data.AlarmArn ?? undefined,
    model: attributes.Model ?? dimensions.Model,
    version: attributes.Version,
    isContributor: Object.keys(attributes).length > 0,
  };
}

/**
 * Tells whether somebody is to be told: of an alarm with contributors each of these tells for
 * itself, and what was not bad before has not become well.
 */
export function isNews({ rule, state, previousState, isContributor }: AlarmNotification): boolean {
  if (rule?.watch.kind === 'group' && !isContributor) return false;
  return state === 'ALARM' || (state === 'OK' && previousState === 'ALARM');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** CloudWatch writes `+0000`, which dates in JavaScript have with a colon. */
export function toTimeMs(text: string): number {
  return Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
}
