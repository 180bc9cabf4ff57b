import type { Construct } from 'constructs';
import { STORAGE } from '../../../layers/maas/contract/storage.ts';
import { type FunctionSettings, MaasFunction } from '../maas-function.ts';

/** Metrics of a model over a period. */
export class MonitorFunction extends MaasFunction {
  constructor(scope: Construct, id: string, settings: FunctionSettings) {
    const { modelsPrefix } = STORAGE;
    super(scope, id, {
      ...settings,
      name: 'monitor',
      access: { get: [modelsPrefix], list: [modelsPrefix] },
    });
    this.allow(['cloudwatch:GetMetricData'], '*');
    this.acknowledgeSynchronous();
  }
}
