import { composeModels } from '../../layers/maas/compose/compose-models.ts';
import { toBufferedHandler } from '../../layers/maas/hosts/lambda.ts';
import { heedConditions } from '../../layers/maas/http/heed-conditions.ts';
import { serveRequest } from '../../layers/maas/http/serve-request.ts';
import { aliasOperations } from './operations/aliases.ts';
import { healthOperations } from './operations/health.ts';
import { modelOperations } from './operations/models.ts';
import { openAiOperations } from './operations/openai.ts';
import { openApiOperations } from './operations/openapi.ts';
import { repositoryOperations } from './operations/repository.ts';
import { settingsOperations } from './operations/settings.ts';
import { uploadOperations, versionOperations } from './operations/versions.ts';

const { registry, alarms, captured, logger, clock, getSessionBudget } = composeModels(process.env);

export const handler = toBufferedHandler(
  serveRequest<'models'>(
    Promise.all([registry, alarms, captured]).then(([models, ownAlarms, lines]) =>
      heedConditions({
        ...modelOperations(models, ownAlarms, lines),
        ...versionOperations(models),
        ...uploadOperations(models),
        ...aliasOperations(models, getSessionBudget),
        ...settingsOperations(models, ownAlarms),
        ...repositoryOperations(models),
        ...healthOperations(models),
        ...openAiOperations(models),
        ...openApiOperations(),
      }),
    ),
    { logger, clock },
  ),
);
