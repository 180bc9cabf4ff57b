import * as z from 'zod/mini';
import { ALARM_RULES, getAlarmRule, type AlarmId } from '../../contract/alarms.ts';
import type { RaisedAlarm } from '../rollouts/alarm-rollout.ts';
import { toTimeMs } from './alarm-notification.ts';

const Metric = z.object({
  metricStat: z.optional(
    z.object({ metric: z.object({ dimensions: z.optional(z.record(z.string(), z.string())) }) }),
  ),
});

/**
 * The part that is read of an alarm's change of state as EventBridge has it.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
const Detail = z.object({
  alarmName: z.string(),
  /** The contributor that an alarm with several is about. */
  alarmContributor: z.optional(z.object({ attributes: z.record(z.string(), z.string()) })),
  state: z.object({ value: z.string(), timestamp: z.string() }),
  configuration: z.optional(z.object({ metrics: z.optional(z.array(Metric)) })),
});

/** An alarm of ours that began to ring, and whose model it is about. */
export type ModelAlarm = RaisedAlarm & { readonly model: string };

/** @returns undefined for what does not say that an alarm of a model of ours began to ring */
export function parseAlarmEvent(detail: unknown): ModelAlarm | undefined {
  const { data } = Detail.safeParse(detail);
  if (data?.state.value !== 'ALARM') return undefined;
  const id = data.alarmName.split('/').at(-1) ?? '';
  const metric = data.configuration?.metrics?.find(({ metricStat }) => metricStat)?.metricStat
    ?.metric;
  const attributes = data.alarmContributor?.attributes ?? metric?.dimensions ?? {};
  const { Model: model, Version: version } = attributes;
  const atMs = toTimeMs(data.state.timestamp);
  if (!isOurs(id) || model === undefined || Number.isNaN(atMs)) return undefined;
  const { title } = getAlarmRule(id);
  return { id, title, model, version: version === undefined ? undefined : Number(version), atMs };
}

function isOurs(id: string): id is AlarmId {
  return Object.hasOwn(ALARM_RULES, id);
}
