import { changeAccess, type AccessDeps } from '../../../layers/maas/core/access/change-access.ts';
import { countCalls, listQuotas } from '../../../layers/maas/core/access/count-calls.ts';
import { toDay } from '../../../layers/maas/core/access/day.ts';
import type { MetricReader } from '../../../layers/maas/core/ports/metrics.ts';
import type { Stored } from '../../../layers/maas/core/registry/record-store.ts';
import type { ModelRecord } from '../../../layers/maas/core/registry/records.ts';
import { formatEtag, parseIfMatch } from '../../../layers/maas/http/etags.ts';
import {
  emptyResponse,
  jsonResponse,
  type HttpResponse,
} from '../../../layers/maas/http/http-response.ts';
import { parseJsonBody } from '../../../layers/maas/http/parse-request.ts';
import { getModelName } from '../../../layers/maas/http/path-parameters.ts';
import type { Handlers } from '../../../layers/maas/http/router.ts';
import { AccessChange, toAccessView } from '../../../layers/maas/api/schemas/access.ts';

export interface AccessOperationDeps extends AccessDeps {
  readonly reports: Pick<MetricReader, 'read'>;
}

/** The operations on a model's callers: who may call it, and how often a day. */
export function accessOperations(
  deps: AccessOperationDeps,
): Pick<Handlers<'monitor'>, 'getAccess' | 'putAccess' | 'deleteAccess'> {
  const answer = async ({ value, etag }: Stored<ModelRecord>): Promise<HttpResponse> => {
    const nowMs = deps.registry.nowMs();
    const counted = listQuotas(value).map(([caller]) => ({ model: value.model, caller }));
    const calls = await countCalls(deps.reports, counted, nowMs);
    const used = new Map(counted.map(({ caller }, index) => [caller, calls[index] ?? 0]));
    return jsonResponse(200, toAccessView(value, toDay(nowMs), used), { etag: formatEtag(etag) });
  };
  return {
    async getAccess(request) {
      return answer(await deps.registry.getModel(getModelName(request)));
    },

    async putAccess(request) {
      const { callers } = parseJsonBody(AccessChange, request);
      const isExpected = parseIfMatch(request.headers['if-match']);
      return answer(await changeAccess(deps, getModelName(request), callers, isExpected));
    },

    async deleteAccess(request) {
      const isExpected = parseIfMatch(request.headers['if-match']);
      await changeAccess(deps, getModelName(request), undefined, isExpected);
      return emptyResponse(204);
    },
  };
}
