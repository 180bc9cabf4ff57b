import {
  composePredict,
  type PredictOptions,
} from '../../../layers/maas/compose/compose-predict.ts';
import { serveRequest, type RequestServer } from '../../../layers/maas/http/serve-request.ts';
import { afterAnswer } from './after-answer.ts';
import { neighbourOperations } from './neighbours.ts';
import { predictionOperations } from './predictions.ts';
import { statisticsOperations } from './statistics.ts';

export interface PredictServer {
  readonly serve: RequestServer;
  /** Settles when what was to be loaded ahead is in memory; it never rejects. */
  readonly preloaded: Promise<void>;
}

/**
 * The function `predict`, whatever hosts it.
 * @param program ends late predictions
 * @param writeLine @default - to stdout
 */
export function servePredict(
  program: string,
  writeLine?: PredictOptions['writeLine'],
): PredictServer {
  const { logger, clock, serving, preloaded } = composePredict(process.env, {
    program,
    ...(writeLine ? { writeLine } : {}),
  });
  const serve = serveRequest<'predict'>(
    serving.then((deps) => {
      const answering = { ...deps, onAnswer: afterAnswer(deps) };
      return {
        ...predictionOperations(answering),
        ...neighbourOperations(answering),
        ...statisticsOperations(deps),
      };
    }),
    { logger, clock },
  );
  return { serve, preloaded };
}
