import type { Registry } from '../../../layers/maas/core/registry/registry.ts';
import { getModelMetadata } from '../../../layers/maas/core/catalog/model-metadata.ts';
import { listRepository } from '../../../layers/maas/core/catalog/repository-index.ts';
import type { HttpHandler } from '../../../layers/maas/http/http-request.ts';
import { jsonResponse, type HttpResponse } from '../../../layers/maas/http/http-response.ts';
import { parseJsonBody } from '../../../layers/maas/http/parse-request.ts';
import type { Handlers } from '../../../layers/maas/http/router.ts';
import { RepositoryFilter } from '../../../layers/maas/api/schemas/repository-index.ts';

/** The calls of the Open Inference Protocol that list the store. */
export function repositoryOperations(
  registry: Registry,
): Pick<Handlers<'models'>, 'modelMetadata' | 'versionMetadata' | 'repositoryIndex'> {
  const describe: HttpHandler<HttpResponse> = async ({ parameters }) =>
    jsonResponse(200, await getModelMetadata(registry, parameters.model ?? '', parameters.version));

  return {
    modelMetadata: describe,
    versionMetadata: describe,

    /** Clients leave the body out where they filter nothing. */
    async repositoryIndex(request) {
      return jsonResponse(
        200,
        await listRepository(
          registry,
          request.body.length === 0 ? {} : parseJsonBody(RepositoryFilter, request),
        ),
      );
    },
  };
}
