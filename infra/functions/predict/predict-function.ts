import type { Construct } from 'constructs';
import { STORAGE } from '../../../layers/maas/contract/storage.ts';
import { type FunctionSettings, MaasFunction } from '../maas-function.ts';

export interface PredictFunctionProps extends FunctionSettings {
  readonly predictMemoryMb: number;
  readonly predictMaxConcurrency: number | undefined;
}

/** Predictions; reads records and bundles, and writes nothing. */
export class PredictFunction extends MaasFunction {
  constructor(scope: Construct, id: string, { predictMemoryMb, predictMaxConcurrency, ...settings }: PredictFunctionProps) {
    const { modelsPrefix } = STORAGE;
    super(scope, id, { ...settings, name: 'predict', memoryMb: predictMemoryMb, maxConcurrency: predictMaxConcurrency, access: { get: [modelsPrefix], list: [modelsPrefix] } });
    this.acknowledgeSynchronous();
  }
}
