import { getAlarmRule } from '../../layers/maas/contract/alarms.ts';
import type { AlarmStatus } from '../../layers/maas/core/alarms/evaluate-alarms.ts';

/**
 * Makes the event that CloudWatch sends to EventBridge: of a contributor to an alarm over all, or
 * of an alarm of one model.
 */
export function toStateChangeEvent(status: AlarmStatus, name: string, reason: string): string {
  const { alarm, model, version, state, since } = status;
  const dimensions = { Model: model, ...(version === undefined ? {} : { Version: version }) };
  const isContributor = getAlarmRule(alarm).watch.kind === 'group';
  return JSON.stringify({
    'detail-type': `CloudWatch Alarm ${isContributor ? 'Contributor ' : ''}State Change`,
    source: 'aws.cloudwatch',
    time: since,
    detail: {
      alarmName: name,
      ...(isContributor ? { alarmContributor: { id: name, attributes: dimensions } } : {}),
      state: { value: state, reason, timestamp: since.replace('Z', '+0000') },
      configuration: {
        metrics: isContributor ? [] : [{ metricStat: { metric: { dimensions } } }],
      },
    },
  });
}
