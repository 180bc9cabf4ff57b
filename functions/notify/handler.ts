import type { SNSEvent } from 'aws-lambda';
import { composeNotify } from '../../layers/maas/compose/compose-notify.ts';
import { notifyOf } from '../../layers/maas/core/alarms/notify-of.ts';

const deps = composeNotify(process.env);

/** CloudWatch's alarms, told so that a person can read them. */
export async function handler({ Records }: SNSEvent): Promise<void> {
  for (const { Sns } of Records) {
    await notifyOf({ id: Sns.MessageId, text: Sns.Message }, await deps);
  }
}
