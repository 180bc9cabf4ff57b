import { LIMITS } from '../../contract/limits.ts';
import type { PredictionFacts } from '../monitoring/observe-prediction.ts';
import type { Logger } from '../ports/logger.ts';
import type { MetricSink } from '../ports/metrics.ts';
import type { ShadowSender } from '../ports/shadow-sender.ts';
import type { RequestContent } from '../request-content.ts';
import { encodeCopy, type ShadowCopy } from './shadow-copy.ts';

export interface SendCopyDeps {
  /** undefined where no shadow runs. */
  readonly shadows: ShadowSender | undefined;
  readonly metrics: MetricSink;
  readonly logger: Logger;
}

/**
 * Plans the copy of a call that was answered, where one was drawn for its alias's shadow.
 * @param answerBytes of the answer; one that is too large is not compared
 * @returns what sends the copy, to be called when the answer has gone out; it throws nothing
 */
export function planCopy(
  request: RequestContent,
  facts: PredictionFacts,
  answerBytes: number,
  deps: SendCopyDeps,
): (() => Promise<void>) | undefined {
  const { alias, kept, model, version: answeredBy, stream } = facts;
  const { shadows } = deps;
  // A streamed answer is told apart by its reader alone.
  if (
    !kept?.answer ||
    !alias?.shadow ||
    !shadows ||
    stream ||
    model === undefined ||
    answeredBy === undefined
  ) {
    return undefined;
  }
  const { version, tolerance } = alias.shadow;
  return () => {
    const answer =
      answerBytes > LIMITS.shadowCopyBytes
        ? undefined
        : { predicted: facts.predicted, body: facts.predicted ? undefined : facts.answered?.() };
    const names = { predictionId: facts.id, model, alias: alias.name, version, answeredBy };
    return sendCopy({ ...names, tolerance, request, answer }, shadows, deps);
  };
}

async function sendCopy(
  copy: ShadowCopy,
  shadows: ShadowSender,
  { metrics, logger }: SendCopyDeps,
): Promise<void> {
  const { model, version, predictionId } = copy;
  try {
    await shadows.send({ model, version }, fitCopy(copy));
  } catch (error) {
    metrics.record({
      values: { ShadowSkipped: 1 },
      dimensions: { Model: model, Version: String(version) },
      properties: { predictionId },
    });
    logger.debug('A call was not copied to its shadow.', { model, version, predictionId, error });
  }
}

/** Without its answer where that is too much. @throws RangeError where it is too much even so */
function fitCopy(copy: ShadowCopy): string {
  if (copy.request.body.length <= LIMITS.shadowCopyBytes) {
    for (const candidate of [copy, { ...copy, answer: undefined }]) {
      const text = encodeCopy(candidate);
      if (Buffer.byteLength(text) <= LIMITS.shadowCopyBytes) return text;
    }
  }
  throw new RangeError(`The call is larger than ${LIMITS.shadowCopyBytes} bytes.`);
}
