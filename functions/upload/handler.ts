import { composeUpload } from '../../layers/maas/compose/compose-upload.ts';
import { toBufferedHandler } from '../../layers/maas/hosts/lambda.ts';
import { heedConditions } from '../../layers/maas/http/heed-conditions.ts';
import { serveRequest } from '../../layers/maas/http/serve-request.ts';
import { uploadOperations } from './operations/upload.ts';

const { registry, logger, clock, defaultModel, sleep } = composeUpload(process.env);

export const handler = toBufferedHandler(
  serveRequest<'upload'>(
    registry.then((models) =>
      heedConditions(uploadOperations({ registry: models, defaultModel, sleep })),
    ),
    { logger, clock },
  ),
);
