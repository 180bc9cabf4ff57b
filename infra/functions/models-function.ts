import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { ENVIRONMENT } from '../../layers/maas/contract/environment.ts';
import { STORAGE } from '../../layers/maas/contract/storage.ts';
import { toAlarmArn } from '../alarms/alarm-topic.ts';
import { type FunctionSettings, MaasFunction } from './maas-function.ts';

export interface ModelsFunctionProps extends FunctionSettings {
  /** The topic that alarms of single models tell; undefined where there are no alarms. */
  readonly intake: ITopic | undefined;
  /** The beginning of their names. */
  readonly alarmPrefix: string;
}

/** Versions, aliases, lists and deletes; signs the uploads that clients PUT by themselves. */
export class ModelsFunction extends MaasFunction {
  constructor(
    scope: Construct,
    id: string,
    { intake, alarmPrefix, ...settings }: ModelsFunctionProps,
  ) {
    const { modelsPrefix, uploadsPrefix, submissionsPrefix } = STORAGE;
    const kept = [STORAGE.capturesPrefix, STORAGE.sketchesPrefix, STORAGE.driftPrefix];
    const prefix = `${alarmPrefix}/`;
    super(scope, id, {
      ...settings,
      name: 'models',
      environment: {
        [ENVIRONMENT.predictMemoryMb]: String(settings.predictMemoryMb),
        ...(intake && {
          [ENVIRONMENT.alarmPrefix]: prefix,
          [ENVIRONMENT.alarmTopic]: intake.topicArn,
        }),
      },
      access: {
        get: [modelsPrefix, uploadsPrefix],
        put: [modelsPrefix, uploadsPrefix, submissionsPrefix],
        delete: [modelsPrefix, uploadsPrefix, submissionsPrefix, ...kept],
        abort: [uploadsPrefix],
        listParts: [uploadsPrefix],
        list: [modelsPrefix, uploadsPrefix, ...kept],
      },
    });
    if (intake) this.#allowOwnAlarms(prefix);
    this.acknowledgeSynchronous();
  }
  #allowOwnAlarms(prefix: string): void {
    this.allowPattern(
      ['cloudwatch:PutMetricAlarm', 'cloudwatch:DeleteAlarms'],
      toAlarmArn(this, `${prefix}*/Own*`),
      'The alarms of single models are named by models, which are not known beforehand.',
    );
  }
}
