import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { ENVIRONMENT } from '../../layers/maas/contract/environment.ts';
import { STORAGE } from '../../layers/maas/contract/storage.ts';
import { AlarmChanges } from '../events/alarm-changes.ts';
import { DriftTicks } from '../events/drift-ticks.ts';
import { RolloutTicks, toRuleArn } from '../events/rollout-ticks.ts';
import { acknowledge } from '../findings/acknowledge.ts';
import { type FunctionSettings, MaasFunction } from './maas-function.ts';

export interface MonitorFunctionProps extends FunctionSettings {
  /** Name of the rule that has it look at open roll-outs and quotas. */
  readonly rolloutRule: string;
  /** The topic that is told of their ends; undefined where there are no alarms. */
  readonly intake: ITopic | undefined;
  /** The beginning of the alarms' names. */
  readonly alarmPrefix: string;
  readonly deadLetterQueue: IQueue;
}

const { modelsPrefix, rolloutsPrefix, bakingPrefix, quotasPrefix, feedbackPrefix } = STORAGE;
const { sketchesPrefix, driftPrefix } = STORAGE;
const WRITTEN = [modelsPrefix, feedbackPrefix, rolloutsPrefix, bakingPrefix, quotasPrefix];
/** The parts of the bucket that it may touch. */
const ACCESS = {
  get: [modelsPrefix, `${feedbackPrefix}seen/`, rolloutsPrefix, sketchesPrefix, driftPrefix],
  put: [...WRITTEN, driftPrefix],
  delete: [bakingPrefix, quotasPrefix],
  list: [...WRITTEN, sketchesPrefix, driftPrefix],
};

/**
 * Metrics of a model over a period, the truths that are sent for its predictions, who may call it,
 * how far its versions have drifted, and roll-outs, which it moves by them.
 */
export class MonitorFunction extends MaasFunction {
  constructor(
    scope: Construct,
    id: string,
    { rolloutRule, intake, alarmPrefix, deadLetterQueue, ...settings }: MonitorFunctionProps,
  ) {
    super(scope, id, {
      ...settings,
      name: 'monitor',
      environment: {
        [ENVIRONMENT.predictMemoryMb]: String(settings.predictMemoryMb),
        [ENVIRONMENT.predictionKeySecret]: settings.predictionKey.secret.secretArn,
        [ENVIRONMENT.rolloutRule]: rolloutRule,
        ...(intake && { [ENVIRONMENT.rolloutTopic]: intake.topicArn }),
      },
      access: ACCESS,
    });
    this.allowPredictionKey(settings.predictionKey);
    this.allow(['cloudwatch:GetMetricData'], '*');
    this.allow(['events:EnableRule', 'events:DisableRule'], toRuleArn(this, rolloutRule));
    if (intake) {
      this.allow(['sns:Publish'], intake.topicArn);
      const key = intake.masterKey;
      if (key) this.allow(['kms:Decrypt', 'kms:GenerateDataKey'], key.keyArn);
    }
    if (intake) {
      const { handler } = this;
      new AlarmChanges(this, 'AlarmChanges', { handler, alarmPrefix, deadLetterQueue });
    }
    new DriftTicks(this, 'Drift', { handler: this.handler });
    new RolloutTicks(this, 'Rollouts', { handler: this.handler, name: rolloutRule });
    for (const rule of ['Serverless-LambdaAsyncFailureDestination', 'Serverless-LambdaDLQ']) {
      acknowledge(
        this.handler,
        rule,
        'API Gateway waits for the answer; of what the schedule starts, the next look finds what ' +
          'one misses.',
      );
    }
  }
}
