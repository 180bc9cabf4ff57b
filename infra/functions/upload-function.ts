import type { Construct } from 'constructs';
import { STORAGE } from '../../layers/maas/contract/storage.ts';
import { type FunctionSettings, MaasFunction } from './maas-function.ts';

/** The one-call upload: stores the files, hands them to ingest and waits for what comes of them. */
export class UploadFunction extends MaasFunction {
  constructor(scope: Construct, id: string, settings: FunctionSettings) {
    const { modelsPrefix, uploadsPrefix, submissionsPrefix } = STORAGE;
    super(scope, id, {
      ...settings,
      name: 'upload',
      access: {
        get: [modelsPrefix],
        put: [modelsPrefix, uploadsPrefix, submissionsPrefix],
        list: [modelsPrefix],
      },
    });
    this.acknowledgeSynchronous();
  }
}
