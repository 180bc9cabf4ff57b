import { Duration } from 'aws-cdk-lib';
import { CfnEventInvokeConfig } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { ENVIRONMENT } from '../../layers/maas/contract/environment.ts';
import { toPredictSeconds } from '../../layers/maas/contract/functions.ts';
import { STORAGE } from '../../layers/maas/contract/storage.ts';
import { acknowledge } from '../findings/acknowledge.ts';
import { type FunctionSettings, MaasFunction } from './maas-function.ts';
import { toBundleBudgetMb } from './predict-function.ts';

/** A copy waits so long for its turn: it is one of a sample, whose minutes are counted. */
const MAX_EVENT_AGE = Duration.minutes(5);

/** Runs copies of calls on versions that answer nobody; reads what predict reads. */
export class ShadowFunction extends MaasFunction {
  constructor(scope: Construct, id: string, settings: FunctionSettings) {
    const { modelsPrefix } = STORAGE;
    const { predictMemoryMb, predictStorageMb, predictTimeout, predictThreads } = settings;
    super(scope, id, {
      ...settings,
      name: 'shadow',
      memoryMb: predictMemoryMb,
      storageMb: predictStorageMb,
      timeoutSeconds: toPredictSeconds(predictTimeout.toSeconds()),
      maxConcurrency: settings.shadowMaxConcurrency,
      environment: {
        [ENVIRONMENT.predictTimeoutMs]: String(predictTimeout.toMilliseconds()),
        [ENVIRONMENT.bundleBudgetMb]: String(toBundleBudgetMb(predictStorageMb)),
        ...(predictThreads === undefined ? {} : { [ENVIRONMENT.threads]: String(predictThreads) }),
      },
      access: { get: [modelsPrefix], list: [modelsPrefix] },
    });
    const invocations = new CfnEventInvokeConfig(this, 'EventInvokeConfig', {
      functionName: this.handler.functionName,
      qualifier: '$LATEST',
      maximumRetryAttempts: 0,
      maximumEventAgeInSeconds: MAX_EVENT_AGE.toSeconds(),
    });
    const reason =
      'A copy is one of a sample, and has its call in it: what fails is counted, and not kept.';
    acknowledge(invocations, 'Serverless-LambdaAsyncFailureDestination', reason);
    for (const rule of ['Serverless-LambdaAsyncFailureDestination', 'Serverless-LambdaDLQ']) {
      acknowledge(this.handler, rule, reason);
    }
  }
}
