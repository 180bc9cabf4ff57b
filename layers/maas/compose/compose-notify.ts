import { SnsMessenger } from '../adapters/alarms/sns-messenger.ts';
import { WebhookMessenger } from '../adapters/alarms/webhook-messenger.ts';
import { JsonLogger } from '../adapters/json-logger.ts';
import { systemClock } from '../adapters/system-clock.ts';
import { ENVIRONMENT } from '../contract/environment.ts';
import { toSlackBody, toTeamsBody } from '../core/alarms/alarm-message.ts';
import { toDashboardUrl } from '../core/alarms/dashboard-url.ts';
import type { NotifyDeps } from '../core/alarms/notify-of.ts';
import { Told } from '../core/alarms/told.ts';
import type { Messenger } from '../core/ports/messenger.ts';
import { composeRegistry } from './compose-registry.ts';
import { readSettings } from './settings.ts';
import { SettingsError, type Environment } from './settings-reader.ts';

/** The parts of the function `notify`. @throws SettingsError */
export async function composeNotify(environment: Environment): Promise<NotifyDeps> {
  const settings = readSettings(environment);
  const topic = environment[ENVIRONMENT.alarmTopic];
  if (!topic) throw new SettingsError(`${ENVIRONMENT.alarmTopic} is not set.`);
  const dashboardName = environment[ENVIRONMENT.dashboardName];
  const logger = new JsonLogger({ level: settings.logLevel, fields: { function: 'notify' } });
  const registry = await composeRegistry(settings, systemClock);
  return {
    messengers: [new SnsMessenger(topic), ...listWebhooks(environment)],
    findModel: async (model) => {
      try {
        return (await registry.getModel(model)).value;
      } catch (error) {
        logger.warn('The model of an alarm cannot be read.', { model, error });
        return undefined;
      }
    },
    toDashboardUrl: (notification) =>
      dashboardName ? toDashboardUrl(dashboardName, notification) : undefined,
    logger,
    told: new Told(),
  };
}

function listWebhooks(environment: Environment): Messenger[] {
  const slack = environment[ENVIRONMENT.slackWebhook];
  const teams = environment[ENVIRONMENT.teamsWebhook];
  return [
    ...(slack ? [new WebhookMessenger('Slack', slack, toSlackBody)] : []),
    ...(teams ? [new WebhookMessenger('Teams', teams, toTeamsBody)] : []),
  ];
}
