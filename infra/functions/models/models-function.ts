import type { Construct } from 'constructs';
import { STORAGE } from '../../../layers/maas/contract/storage.ts';
import { type FunctionSettings, MaasFunction } from '../maas-function.ts';

/** Versions, aliases, lists and deletes; signs the uploads that clients PUT by themselves. */
export class ModelsFunction extends MaasFunction {
  constructor(scope: Construct, id: string, settings: FunctionSettings) {
    const { modelsPrefix, uploadsPrefix, submissionsPrefix } = STORAGE;
    super(scope, id, {
      ...settings,
      name: 'models',
      access: {
        get: [modelsPrefix, uploadsPrefix],
        put: [modelsPrefix, uploadsPrefix, submissionsPrefix],
        delete: [modelsPrefix, uploadsPrefix, submissionsPrefix],
        abort: [uploadsPrefix],
        listParts: [uploadsPrefix],
        list: [modelsPrefix, uploadsPrefix],
      },
    });
    this.acknowledgeSynchronous();
  }
}
