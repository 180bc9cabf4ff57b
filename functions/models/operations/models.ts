import { MaasError } from '../../../layers/maas/core/errors.ts';
import type { CapturedLines } from '../../../layers/maas/core/capture/captured-lines.ts';
import { deleteBaselines } from '../../../layers/maas/core/drift/baseline.ts';
import { deleteModel } from '../../../layers/maas/core/registry/delete-version.ts';
import type { AlarmRegistry } from '../../../layers/maas/core/ports/alarm-registry.ts';
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
  alarms: AlarmRegistry,
  captured: CapturedLines,
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
      await deleteWhole(registry, alarms, captured, getModelName(request));
      return emptyResponse(204);
    },
  };
}

/**
 * A model with its alarms and what was kept of its predictions, also of one that is gone already:
 * the call that deleted it may have died before this.
 */
async function deleteWhole(
  registry: Registry,
  alarms: AlarmRegistry,
  captured: CapturedLines,
  name: string,
): Promise<void> {
  const record = await registry.reviseModel(name, (unchanged) => unchanged);
  const removeRest = async (): Promise<void> => {
    if (!record) return;
    await alarms.replace(record.value.model, {});
    await captured.deleteModel(name);
    await deleteBaselines(registry.store, name);
  };
  try {
    await deleteModel(registry, name);
  } catch (error) {
    if (error instanceof MaasError && error.code === 'MODEL_NOT_FOUND') await removeRest();
    throw error;
  }
  await removeRest();
}
