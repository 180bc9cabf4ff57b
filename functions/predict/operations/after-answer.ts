import {
  capturePrediction,
  type CaptureDeps,
} from '../../../layers/maas/core/capture/capture-prediction.ts';
import { AnswerStream } from '../../../layers/maas/core/answer-stream.ts';
import type { DriftSketches } from '../../../layers/maas/core/drift/drift-sketches.ts';
import { planCopy, type SendCopyDeps } from '../../../layers/maas/core/shadow/send-copy.ts';
import { VersionWarmer, type WarmDeps } from '../../../layers/maas/core/serving/version-warmer.ts';
import type { HttpResponse } from '../../../layers/maas/http/http-response.ts';
import type { OnAnswer } from './observed.ts';

export type AfterAnswerDeps = SendCopyDeps &
  CaptureDeps &
  WarmDeps & { readonly sketches: Pick<DriftSketches, 'take'> };

/**
 * Does the work of `predict` when an answer has gone out: a copy goes to the alias's shadow, and
 * the call and its answer are captured and counted; none of it waits for another. Then the versions
 * that the alias may call next are loaded. None of it throws.
 */
export function afterAnswer(deps: AfterAnswerDeps): OnAnswer {
  const warmer = new VersionWarmer(deps);
  return (request, facts, { body }, remainingMs) => {
    const sendCopy = planCopy(request, facts, countBytes(body), deps);
    const source = `${request.method} ${request.resource}`;
    return async () => {
      await Promise.all([
        sendCopy?.(),
        capturePrediction(facts, source, deps),
        deps.sketches.take(facts),
      ]);
      await warmer.warmNext(facts, remainingMs());
    };
  };
}

/** Counts the characters of a text and the bytes of others: only their magnitude matters. */
function countBytes(body: HttpResponse['body']): number {
  if (body instanceof AnswerStream) return 0;
  return typeof body === 'string' ? body.length : body.reduce((sum, { length }) => sum + length, 0);
}
