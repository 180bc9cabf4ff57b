import type { PredictionSigner } from '../../../layers/maas/core/feedback/prediction-signer.ts';
import {
  observePrediction,
  toStages,
  type ObserveDeps,
  type PredictionFacts,
} from '../../../layers/maas/core/monitoring/observe-prediction.ts';
import type { ServeDeps } from '../../../layers/maas/core/serving/serve.ts';
import type { HttpHandler, HttpRequest } from '../../../layers/maas/http/http-request.ts';
import type { HttpResponse } from '../../../layers/maas/http/http-response.ts';
import { formatServerTiming } from '../../../layers/maas/http/server-timing.ts';

export interface PredictionDeps extends ServeDeps, ObserveDeps {
  readonly signer: PredictionSigner;
  readonly defaultModel: string;
  /** Told of each answer. @returns what is to be done when it has gone out */
  readonly onAnswer: OnAnswer;
}

export type OnAnswer = (
  request: HttpRequest,
  facts: PredictionFacts,
  response: HttpResponse,
  /** Milliseconds that the function may run yet. */
  remainingMs: () => number,
) => HttpResponse['afterwards'];

/**
 * Calls of one session go to one version of an alias that splits its traffic. Callers without are
 * not told apart by their key: one key is often a whole application, and a tenth of one is none.
 */
export const SESSION = 'x-session-id';

/**
 * Records what came of a prediction, and tells the caller what is not part of the answer itself.
 */
export function observed(
  answer: (request: HttpRequest, facts: PredictionFacts) => Promise<HttpResponse>,
  deps: PredictionDeps,
): HttpHandler<HttpResponse> {
  return (request, context) => {
    const startedAtMs = deps.clock.monotonicMs();
    return observePrediction(
      async (facts) => {
        facts.caller = request.caller;
        facts.requestBytes = request.body.length;
        const response = await answer(request, facts);
        if (facts.ranUntilMs !== undefined && !facts.stream) {
          facts.stages.add('encode', facts.ranUntilMs, deps.clock.monotonicMs());
        }
        const headers = {
          ...response.headers,
          'x-model-version': String(facts.version),
          'x-prediction-id': await deps.signer.sign(facts),
          'server-timing': formatServerTiming({
            ...toStages(facts),
            // Of a stream nobody knows it yet.
            total: facts.stream ? undefined : deps.clock.monotonicMs() - startedAtMs,
          }),
        };
        const afterwards = deps.onAnswer(request, facts, response, () => context.remainingMs());
        return { ...response, headers, ...(afterwards ? { afterwards } : {}) };
      },
      deps,
      context,
    );
  };
}

/** Reads a body, which is the first part of the stage `decode`. */
export function decode<T>(
  request: HttpRequest,
  read: (request: HttpRequest) => T,
  { stages }: PredictionFacts,
  { clock }: Pick<PredictionDeps, 'clock'>,
): T {
  const startedAtMs = clock.monotonicMs();
  const body = read(request);
  stages.add('decode', startedAtMs, clock.monotonicMs());
  return body;
}
