import { AnswerStream } from '../../../layers/maas/core/answer-stream.ts';
import type { PredictionFacts } from '../../../layers/maas/core/monitoring/observe-prediction.ts';
import { pinVersion } from '../../../layers/maas/core/shadow/pin-version.ts';
import type { ShadowCopy } from '../../../layers/maas/core/shadow/shadow-copy.ts';
import { createRouter } from '../../../layers/maas/http/router.ts';
import type { PredictionDeps } from '../../predict/operations/observed.ts';
import { predictionOperations } from '../../predict/operations/predictions.ts';

/** The means to answer copies, as `predict` answers calls. */
export type AnswerDeps = Omit<PredictionDeps, 'newId' | 'onAnswer'>;

/**
 * Answers a copy by the code that answered its call, its alias pointed at the shadow.
 * @returns what was learnt of it @throws MaasError
 */
export async function answerCopy(
  copy: ShadowCopy,
  deps: AnswerDeps,
  remainingMs: () => number,
): Promise<PredictionFacts> {
  let answered: PredictionFacts | undefined;
  const pinned: PredictionDeps = {
    ...deps,
    records: pinVersion(deps.records, copy),
    newId: () => copy.predictionId,
    onAnswer: (_request, facts) => {
      answered = facts;
      return undefined;
    },
  };
  const route = createRouter(predictionOperations(pinned));
  const { body } = await route(
    { ...copy.request, requestId: copy.predictionId },
    { remainingMs, signal: new AbortController().signal, notes: {} },
  );
  if (body instanceof AnswerStream) await body.cancel();
  if (!answered) throw new Error('The copy was answered by what makes no predictions.');
  return answered;
}
