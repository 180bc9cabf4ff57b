import { Duration, Token } from 'aws-cdk-lib';
import { CfnEventInvokeConfig, type CfnFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { DEFAULTS, ENVIRONMENT } from '../../layers/maas/contract/environment.ts';
import { toIngestMemoryMb } from '../../layers/maas/contract/functions.ts';
import { LIMITS } from '../../layers/maas/contract/limits.ts';
import { STORAGE } from '../../layers/maas/contract/storage.ts';
import { acknowledge } from '../findings/acknowledge.ts';
import { LARGEST_MEMORY_MB } from '../props/resolve-props.ts';
import { type FunctionSettings, MaasFunction } from './maas-function.ts';
import { toRuleArn } from '../events/rollout-ticks.ts';
import { toBundleBudgetMb } from './predict-function.ts';

export interface IngestFunctionProps extends FunctionSettings {
  /** The queue that takes submissions that failed for good. */
  readonly deadLetterQueue: IQueue;
  /** Name of the rule that looks at open roll-outs, which it turns on. */
  readonly rolloutRule: string;
}

/** A submission waits so long for its attempts, deploys and throttling included. */
const MAX_EVENT_AGE = Duration.hours(6);

/**
 * Validates what was uploaded, prepares it and makes it READY, or REJECTED; called by events, tried
 * again when it dies.
 */
export class IngestFunction extends MaasFunction {
  #memoryMb: number;

  constructor(
    scope: Construct,
    id: string,
    { deadLetterQueue, rolloutRule, ...settings }: IngestFunctionProps,
  ) {
    const { modelsPrefix, uploadsPrefix, submissionsPrefix, rolloutsPrefix, bakingPrefix } =
      STORAGE;
    const { ingestMemoryMb, predictMemoryMb, predictStorageMb, predictTimeout } = settings;
    super(scope, id, {
      ...settings,
      name: 'ingest',
      memoryMb: ingestMemoryMb,
      maxConcurrency: settings.ingestMaxConcurrency,
      environment: {
        [ENVIRONMENT.probeMemoryMb]: String(ingestMemoryMb - DEFAULTS.probeReserveMb),
        [ENVIRONMENT.predictMemoryMb]: String(predictMemoryMb),
        [ENVIRONMENT.predictTimeoutMs]: String(predictTimeout.toMilliseconds()),
        [ENVIRONMENT.rolloutRule]: rolloutRule,
        [ENVIRONMENT.bundleBudgetMb]: String(toBundleBudgetMb(predictStorageMb)),
      },
      access: {
        get: [modelsPrefix, uploadsPrefix],
        // The second for what nothing picked up, the others for a roll-out that an upload asks for.
        put: [modelsPrefix, submissionsPrefix, rolloutsPrefix, bakingPrefix],
        abort: [modelsPrefix], // a large file goes there in parts
        // The last for a version that is deleted meanwhile.
        delete: [uploadsPrefix, submissionsPrefix, modelsPrefix],
        list: [modelsPrefix, uploadsPrefix, submissionsPrefix],
      },
    });
    this.allow(['events:EnableRule'], toRuleArn(this, rolloutRule));
    this.allowDeadLetters(deadLetterQueue);
    new CfnEventInvokeConfig(this, 'EventInvokeConfig', {
      functionName: this.handler.functionName,
      qualifier: '$LATEST',
      // The last delivery rejects what killed all before it.
      maximumRetryAttempts: LIMITS.ingestAttempts,
      maximumEventAgeInSeconds: MAX_EVENT_AGE.toSeconds(),
      destinationConfig: { onFailure: { destination: deadLetterQueue.queueArn } },
    });
    acknowledge(
      this.handler,
      'Serverless-LambdaDLQ',
      'What fails for good goes to its failure destination, which also carries the reason.',
    );
    this.#memoryMb = ingestMemoryMb;
  }

  /** Gives it the memory that trying models of an endpoint takes. @param memoryMb the endpoint's */
  growFor(memoryMb: number): void {
    const neededMb = Math.min(LARGEST_MEMORY_MB, toIngestMemoryMb(memoryMb));
    if (Token.isUnresolved(memoryMb) || neededMb <= this.#memoryMb) return;
    this.#memoryMb = neededMb;
    (this.handler.node.defaultChild as CfnFunction).memorySize = neededMb;
    const probeMb = String(neededMb - DEFAULTS.probeReserveMb);
    this.handler.addEnvironment(ENVIRONMENT.probeMemoryMb, probeMb);
  }
}
