import { composeUpload } from '../../layers/maas/compose/compose-upload.ts';
import { createBufferedPipeline } from '../../layers/maas/http/pipelines.ts';
import { uploadOperations } from './operations/upload.ts';

const { registry, logger, clock, defaultModel, sleep } = composeUpload(process.env);

export const handler = createBufferedPipeline<'upload'>(
  registry.then((models) => uploadOperations({ registry: models, defaultModel, sleep })),
  { logger, clock },
);
