import {
  composePredict,
  type PredictOptions,
} from '../../../layers/maas/compose/compose-predict.ts';
import { serveRequest, type RequestServer } from '../../../layers/maas/http/serve-request.ts';
import { afterAnswer } from './after-answer.ts';
import { predictionOperations } from './predictions.ts';
import { statisticsOperations } from './statistics.ts';

export interface PredictServer {
  readonly serve: RequestServer;
  /** Settles when what was to be loaded ahead is in memory; it never rejects. */
  readonly preloaded: Promise<void>;
}

/** The function `predict`, whatever hosts it. */
export function servePredict(options: PredictOptions): PredictServer {
  const { logger, clock, serving, preloaded, renew } = composePredict(process.env, options);
  const serve = serveRequest<'predict'>(
    serving.then((deps) => {
      const answering = { ...deps, onAnswer: afterAnswer(deps) };
      return {
        ...predictionOperations(answering),
        ...statisticsOperations(deps),
      };
    }),
    { logger, clock },
  );
  return { serve: renew ? serveAfter(renew, serve) : serve, preloaded };
}

/** @param prepare called with the first request, which waits for it as those that come meanwhile */
function serveAfter(prepare: () => Promise<void>, serve: RequestServer): RequestServer {
  let preparing: Promise<void> | undefined;
  return async (request, call) => {
    await (preparing ??= prepare());
    return serve(request, call);
  };
}
