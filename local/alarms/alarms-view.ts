import type { AlarmStatus } from '../../layers/maas/core/alarms/evaluate-alarms.ts';

/** What the gateway answers of alarms; on AWS they are CloudWatch's. */
export interface AlarmsView {
  readonly list: () => readonly AlarmStatus[];
  readonly readHistory: () => readonly AlarmStatus[];
  /** The key with which webhooks check what they are told. */
  readonly publicPem: string;
}
