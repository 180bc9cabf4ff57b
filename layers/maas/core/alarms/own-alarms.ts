import {
  ALARM_IDS,
  describeAlarm,
  getAlarmRule,
  type AlarmId,
  type AlarmRule,
  type ModelWatch,
} from '../../contract/alarms.ts';
import type { OwnLimits } from '../ports/alarm-registry.ts';

/** An alarm of one model, by a rule that has its limit from the model. */
export interface OwnAlarm {
  readonly id: AlarmId;
  readonly rule: AlarmRule & { readonly watch: ModelWatch };
  /** undefined where the model sets no such limit: then there is no such alarm. */
  readonly limit: number | undefined;
}

/** Every alarm that a model could have of its own. */
export function listOwnAlarms(limits: OwnLimits): OwnAlarm[] {
  return ALARM_IDS.flatMap((id) => {
    const rule = getAlarmRule(id);
    const { watch } = rule;
    return watch.kind === 'model'
      ? [{ id, rule: { ...rule, watch }, limit: limits[watch.limit] }]
      : [];
  });
}

/** Writes an alarm's description: the condition, what to do, and where more is. */
export function describeRule(
  rule: AlarmRule,
  limit: number | undefined,
  runbookUrl = `docs/runbook.md#${rule.runbook}`,
): string {
  return `${describeAlarm(rule, limit)} ${rule.todo} Runbook: ${runbookUrl}`;
}
