import { getReadyModel } from '../../../layers/maas/core/neighbours/readiness.ts';
import { listOpenAiModels } from '../../../layers/maas/core/catalog/openai-models.ts';
import type { Registry } from '../../../layers/maas/core/registry/registry.ts';
import { jsonResponse } from '../../../layers/maas/http/http-response.ts';
import type { Handlers } from '../../../layers/maas/http/router.ts';

/** The models, as OpenAI's clients list them. */
export function openAiOperations(
  registry: Registry,
): Pick<Handlers<'models'>, 'listOpenAiModels' | 'getOpenAiModel'> {
  return {
    listOpenAiModels: async () => jsonResponse(200, await listOpenAiModels(registry)),
    getOpenAiModel: async ({ parameters }) =>
      jsonResponse(200, await getReadyModel(registry, parameters.model ?? '')),
  };
}
