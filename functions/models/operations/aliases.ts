import { MaasError } from '../../../layers/maas/core/errors.ts';
import type { SessionBudget } from '../../../layers/maas/core/memory-limit.ts';
import { deleteAlias, splitAlias } from '../../../layers/maas/core/registry/aliases.ts';
import type { RouteRecord } from '../../../layers/maas/core/registry/records.ts';
import type { Registry } from '../../../layers/maas/core/registry/registry.ts';
import { formatEtag, parseIfMatch } from '../../../layers/maas/http/etags.ts';
import { emptyResponse, jsonResponse } from '../../../layers/maas/http/http-response.ts';
import { parseJsonBody } from '../../../layers/maas/http/parse-request.ts';
import { getAliasName, getModelName } from '../../../layers/maas/http/path-parameters.ts';
import type { Handlers } from '../../../layers/maas/http/router.ts';
import { AliasChange } from '../../../layers/maas/api/schemas/alias-change.ts';
import { toModelView } from '../../../layers/maas/api/schemas/model-view.ts';

/** @param getSessionBudget tells the memory that the function which serves a model has */
export function aliasOperations(
  registry: Registry,
  getSessionBudget: (model: string) => SessionBudget,
): Pick<Handlers<'models'>, 'putAlias' | 'deleteAlias'> {
  return {
    async putAlias(request) {
      const model = getModelName(request);
      const alias = getAliasName(request);
      const { shadow, force, ...change } = parseJsonBody(AliasChange, request);
      const { value, etag } = await splitAlias(registry, model, alias, getRoutes(change), {
        isExpected: parseIfMatch(request.headers['if-match']),
        sessionBudget: getSessionBudget(model),
        force,
        shadow,
      });
      return jsonResponse(200, toModelView(value), { etag: formatEtag(etag) });
    },

    async deleteAlias(request) {
      await deleteAlias(
        registry,
        getModelName(request),
        getAliasName(request),
        parseIfMatch(request.headers['if-match']),
      );
      return emptyResponse(204);
    },
  };
}

/** One version that gets all the traffic, or several that share it. */
function getRoutes({
  version,
  routes,
}: Pick<AliasChange, 'version' | 'routes'>): readonly RouteRecord[] {
  if ((version === undefined) === (routes === undefined)) {
    throw new MaasError('INVALID_REQUEST', 'Give one of "version" and "routes".');
  }
  const [route, ...others] = routes ?? [];
  if (routes && others.length > 0) return routes;
  return [{ version: version ?? route?.version ?? 0, weight: 1 }];
}
