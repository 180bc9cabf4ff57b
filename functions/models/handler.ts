import { composeModels } from '../../layers/maas/compose/compose-models.ts';
import { createBufferedPipeline } from '../../layers/maas/http/pipelines.ts';
import { aliasOperations } from './operations/aliases.ts';
import { healthOperations } from './operations/health.ts';
import { modelOperations } from './operations/models.ts';
import { openAiOperations } from './operations/openai.ts';
import { openApiOperations } from './operations/openapi.ts';
import { repositoryOperations } from './operations/repository.ts';
import { settingsOperations } from './operations/settings.ts';
import { versionOperations } from './operations/versions.ts';

const { registry, logger, clock } = composeModels(process.env);

export const handler = createBufferedPipeline<'models'>(
  registry.then((models) => ({
    ...modelOperations(models),
    ...versionOperations(models),
    ...aliasOperations(models),
    ...settingsOperations(models),
    ...repositoryOperations(models),
    ...healthOperations(models),
    ...openAiOperations(models),
    ...openApiOperations(),
  })),
  { logger, clock },
);
