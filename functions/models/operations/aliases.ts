import { MaasError } from '../../../layers/maas/core/errors.ts';
import { deleteAlias, setAlias } from '../../../layers/maas/core/registry/aliases.ts';
import type { Registry } from '../../../layers/maas/core/registry/registry.ts';
import { formatEtag, parseIfMatch } from '../../../layers/maas/http/etags.ts';
import { emptyResponse, jsonResponse } from '../../../layers/maas/http/http-response.ts';
import { parseJsonBody } from '../../../layers/maas/http/parse-request.ts';
import { getAliasName, getModelName } from '../../../layers/maas/http/path-parameters.ts';
import type { Handlers } from '../../../layers/maas/http/router.ts';
import { AliasChange } from '../../../layers/maas/http/schemas/alias-change.ts';
import { toModelView } from '../../../layers/maas/api/schemas/model-view.ts';

export function aliasOperations(
  registry: Registry,
): Pick<Handlers<'models'>, 'putAlias' | 'deleteAlias'> {
  return {
    async putAlias(request) {
      const version = getTarget(parseJsonBody(AliasChange, request));
      const { value, etag } = await setAlias(
        registry,
        getModelName(request),
        getAliasName(request),
        version,
        parseIfMatch(request.headers['if-match']),
      );
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

/** The one version that gets all the traffic. */
function getTarget({ version, routes, shadow }: AliasChange): number {
  if (shadow !== undefined)
    throw new MaasError(
      'NOT_SUPPORTED',
      'An alias cannot shadow its traffic to another version yet; leave "shadow" out.',
    );
  if ((version === undefined) === (routes === undefined))
    throw new MaasError('INVALID_REQUEST', 'Give one of "version" and "routes".');
  const [route, ...others] = routes ?? [];
  if (others.length > 0)
    throw new MaasError(
      'NOT_SUPPORTED',
      `An alias cannot split its traffic over ${others.length + 1} versions yet; give one.`,
    );
  return version ?? route?.version ?? 0;
}
