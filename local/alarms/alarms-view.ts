import type { AlarmStatus } from '../../layers/maas/core/alarms/evaluate-alarms.ts';

/** The gateway's answers about alarms; on AWS they are CloudWatch's. */
export interface AlarmsView {
  readonly list: () => readonly AlarmStatus[];
  readonly readHistory: () => readonly AlarmStatus[];
  /** The key with which webhooks check what they are told. */
  readonly publicPem: string;
}
