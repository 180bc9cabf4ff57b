import { Duration } from 'aws-cdk-lib';
import { CfnEventInvokeConfig } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { DEFAULTS, ENVIRONMENT } from '../../layers/maas/contract/environment.ts';
import { LIMITS } from '../../layers/maas/contract/limits.ts';
import { STORAGE } from '../../layers/maas/contract/storage.ts';
import { acknowledge } from '../acknowledge.ts';
import { type FunctionSettings, MaasFunction } from './maas-function.ts';
import { toBundleBudgetMb } from './predict/predict-function.ts';

export interface IngestFunctionProps extends FunctionSettings {
  readonly ingestMemoryMb: number;
  /** Of the function that will serve what is validated. */
  readonly predictMemoryMb: number;
  readonly predictStorageMb: number;
  readonly predictTimeout: Duration;
  /** Where submissions go that failed for good. */
  readonly deadLetterQueue: IQueue;
}

/** How long a submission may wait for its attempts, deploys and throttling included. */
const MAX_EVENT_AGE = Duration.hours(6);

/** Validates what was uploaded, prepares it and makes it READY, or REJECTED; called by events, tried again when it dies. */
export class IngestFunction extends MaasFunction {
  constructor(
    scope: Construct,
    id: string,
    {
      ingestMemoryMb,
      predictMemoryMb,
      predictStorageMb,
      predictTimeout,
      deadLetterQueue,
      ...settings
    }: IngestFunctionProps,
  ) {
    const { modelsPrefix, uploadsPrefix, submissionsPrefix } = STORAGE;
    super(scope, id, {
      ...settings,
      name: 'ingest',
      memoryMb: ingestMemoryMb,
      environment: {
        [ENVIRONMENT.probeMemoryMb]: String(ingestMemoryMb - DEFAULTS.probeReserveMb),
        [ENVIRONMENT.predictMemoryMb]: String(predictMemoryMb),
        [ENVIRONMENT.predictTimeoutMs]: String(predictTimeout.toMilliseconds()),
        [ENVIRONMENT.bundleBudgetMb]: String(toBundleBudgetMb(predictStorageMb)),
      },
      access: {
        get: [modelsPrefix, uploadsPrefix],
        put: [modelsPrefix],
        abort: [modelsPrefix], // a large file goes there in parts
        delete: [uploadsPrefix, submissionsPrefix, modelsPrefix], // the last for a version that is deleted meanwhile
        list: [modelsPrefix, uploadsPrefix],
      },
    });
    this.allow(['sqs:SendMessage'], deadLetterQueue.queueArn);
    new CfnEventInvokeConfig(this, 'EventInvokeConfig', {
      functionName: this.handler.functionName,
      qualifier: '$LATEST',
      maximumRetryAttempts: LIMITS.ingestAttempts, // the last delivery rejects what killed all before it
      maximumEventAgeInSeconds: MAX_EVENT_AGE.toSeconds(),
      destinationConfig: { onFailure: { destination: deadLetterQueue.queueArn } },
    });
    acknowledge(
      this.handler,
      'Serverless-LambdaDLQ',
      'What fails for good goes to its failure destination, which also carries the reason.',
    );
  }
}
