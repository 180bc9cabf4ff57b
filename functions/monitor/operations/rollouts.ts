import {
  decideRollout,
  getRollout,
  listRollouts,
  type Decision,
} from '../../../layers/maas/core/promotion/decide-rollout.ts';
import {
  startRollout,
  type PromotionDeps,
} from '../../../layers/maas/core/promotion/start-rollout.ts';
import type { HttpHandler } from '../../../layers/maas/http/http-request.ts';
import { jsonResponse, type HttpResponse } from '../../../layers/maas/http/http-response.ts';
import { parseJsonBody } from '../../../layers/maas/http/parse-request.ts';
import { getAliasName, getModelName } from '../../../layers/maas/http/path-parameters.ts';
import type { Handlers } from '../../../layers/maas/http/router.ts';
import { NewRollout, toRolloutView } from '../../../layers/maas/api/schemas/rollout.ts';

type Rollout =
  | 'startRollout'
  | 'listRollouts'
  | 'getRollout'
  | 'promoteRollout'
  | 'abortRollout'
  | 'continueRollout';

export function rolloutOperations(deps: PromotionDeps): Pick<Handlers<'monitor'>, Rollout> {
  const decide =
    (decision: Decision): HttpHandler<HttpResponse> =>
    async (request) => {
      const { id = '' } = request.parameters;
      const model = getModelName(request);
      const rollout = await decideRollout(deps, model, getAliasName(request), id, decision);
      return jsonResponse(200, toRolloutView(rollout));
    };
  return {
    async startRollout(request) {
      const model = getModelName(request);
      const alias = getAliasName(request);
      const started = await startRollout(deps, model, alias, parseJsonBody(NewRollout, request));
      return jsonResponse(201, toRolloutView(started), {
        location: `/models/${model}/aliases/${alias}/rollouts/${started.id}`,
      });
    },

    async listRollouts(request) {
      const rollouts = await listRollouts(deps, getModelName(request), getAliasName(request));
      return jsonResponse(200, { rollouts: rollouts.map(toRolloutView) });
    },

    async getRollout(request) {
      const { id = '' } = request.parameters;
      const model = getModelName(request);
      const rollout = await getRollout(deps, model, getAliasName(request), id);
      return jsonResponse(200, toRolloutView(rollout));
    },

    promoteRollout: decide('promote'),
    abortRollout: decide('abort'),
    continueRollout: decide('continue'),
  };
}
