import type { Logger } from '../ports/logger.ts';
import type { AlarmMessage, Messenger } from '../ports/messenger.ts';
import type { ModelRecord } from '../registry/records.ts';
import { toAlarmMessage } from './alarm-message.ts';
import type { Told } from './told.ts';
import { isNews, parseNotification, type AlarmNotification } from './alarm-notification.ts';
import { parseRolloutNotice, toRolloutMessage } from './rollout-notice.ts';

export interface NotifyDeps {
  readonly messengers: readonly Messenger[];
  /** undefined where there is none, or it cannot be read */
  readonly findModel: (model: string) => Promise<ModelRecord | undefined>;
  readonly toDashboardUrl: (notification: AlarmNotification) => string | undefined;
  readonly logger: Logger;
  readonly told: Told;
}

/** A message as SNS delivers it. */
export interface Delivery {
  readonly id: string;
  readonly text: string;
}

/**
 * Tells everybody of an alarm, or what became of a roll-out, once each, however often it is
 * delivered. What is neither is passed on as it is: better an odd message than none.
 * @throws AggregateError when somebody could not be told; the others have been
 */
export async function notifyOf(
  { id, text }: Delivery,
  { messengers, findModel, toDashboardUrl, logger, told }: NotifyDeps,
): Promise<void> {
  const notification = parseNotification(text);
  if (notification && !isNews(notification)) {
    logger.info('An alarm changed, and nobody needs to know.', { alarm: notification.name });
    return;
  }
  const message = notification
    ? toAlarmMessage(notification, {
        record: notification.model === undefined ? undefined : await findModel(notification.model),
        dashboardUrl: toDashboardUrl(notification),
      })
    : toOtherMessage(text);
  const results = await Promise.allSettled(
    messengers
      .filter((messenger) => !told.has(id, messenger))
      .map(async (messenger) => {
        await messenger.send(message, text);
        told.add(id, messenger);
      }),
  );
  const errors = results.flatMap((result) =>
    result.status === 'rejected' ? [result.reason as unknown] : [],
  );
  for (const error of errors) logger.error('Nobody could be told of an alarm.', { error });
  if (errors.length > 0) {
    throw new AggregateError(errors, `${errors.length} of ${results.length} could not be told.`);
  }
}

function toOtherMessage(text: string): AlarmMessage {
  const notice = parseRolloutNotice(text);
  return notice ? toRolloutMessage(notice) : { subject: 'A message of serverless-maas', text };
}
