import { deleteModel } from '../../../layers/maas/core/registry/delete-version.ts';
import type { Registry } from '../../../layers/maas/core/registry/registry.ts';
import { formatEtag } from '../../../layers/maas/http/etags.ts';
import { emptyResponse, jsonResponse } from '../../../layers/maas/http/http-response.ts';
import { parseQuery } from '../../../layers/maas/http/parse-request.ts';
import { getModelName } from '../../../layers/maas/http/path-parameters.ts';
import type { Handlers } from '../../../layers/maas/http/router.ts';
import { toModelView } from '../../../layers/maas/api/schemas/model-view.ts';
import { PageQuery } from '../../../layers/maas/api/schemas/page-query.ts';

export function modelOperations(
  registry: Registry,
): Pick<Handlers<'models'>, 'listModels' | 'getModel' | 'deleteModel'> {
  return {
    async listModels(request) {
      const { items, next } = await registry.listModels(parseQuery(PageQuery, request));
      return jsonResponse(200, { models: items.map(toModelView), next });
    },

    async getModel(request) {
      const { value, etag } = await registry.getModel(getModelName(request));
      return jsonResponse(200, toModelView(value), { etag: formatEtag(etag) });
    },

    async deleteModel(request) {
      await deleteModel(registry, getModelName(request));
      return emptyResponse(204);
    },
  };
}
