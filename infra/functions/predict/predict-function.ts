import type { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { DEFAULTS, ENVIRONMENT } from '../../../layers/maas/contract/environment.ts';
import { toPredictSeconds } from '../../../layers/maas/contract/functions.ts';
import { STORAGE } from '../../../layers/maas/contract/storage.ts';
import { type FunctionSettings, MaasFunction } from '../maas-function.ts';

export interface PredictFunctionProps extends FunctionSettings {
  readonly predictMemoryMb: number;
  readonly predictStorageMb: number;
  readonly predictTimeout: Duration;
  readonly predictMaxConcurrency: number | 'unreserved';
}

/** Predictions; reads records and bundles, and writes nothing. */
export class PredictFunction extends MaasFunction {
  constructor(scope: Construct, id: string, props: PredictFunctionProps) {
    const {
      predictMemoryMb,
      predictStorageMb,
      predictTimeout,
      predictMaxConcurrency,
      ...settings
    } = props;
    const { modelsPrefix } = STORAGE;
    super(scope, id, {
      ...settings,
      name: 'predict',
      memoryMb: predictMemoryMb,
      storageMb: predictStorageMb,
      timeoutSeconds: toPredictSeconds(predictTimeout.toSeconds()),
      maxConcurrency: predictMaxConcurrency === 'unreserved' ? undefined : predictMaxConcurrency,
      environment: {
        [ENVIRONMENT.predictTimeoutMs]: String(predictTimeout.toMilliseconds()),
        [ENVIRONMENT.bundleBudgetMb]: String(toBundleBudgetMb(predictStorageMb)),
      },
      access: { get: [modelsPrefix], list: [modelsPrefix] },
    });
    this.acknowledgeSynchronous();
  }
}

/** Megabytes that the files of versions may take on predict's disk. */
export function toBundleBudgetMb(storageMb: number): number {
  return storageMb - DEFAULTS.bundleReserveMb;
}
