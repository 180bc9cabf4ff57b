import { LIMITS } from '../../../layers/maas/contract/limits.ts';
import { MaasError } from '../../../layers/maas/core/errors.ts';
import {
  sendFeedback,
  type FeedbackDeps,
  type FeedbackItem,
} from '../../../layers/maas/core/feedback/send-feedback.ts';
import { mapParallel } from '../../../layers/maas/core/map-parallel.ts';
import { parsePeriod } from '../../../layers/maas/core/monitoring/parse-period.ts';
import type { MetricSink } from '../../../layers/maas/core/ports/metrics.ts';
import type { Registry } from '../../../layers/maas/core/registry/registry.ts';
import { jsonResponse } from '../../../layers/maas/http/http-response.ts';
import { parseJsonBody, parseQuery } from '../../../layers/maas/http/parse-request.ts';
import { getModelName } from '../../../layers/maas/http/path-parameters.ts';
import type { Handlers } from '../../../layers/maas/http/router.ts';
import {
  FeedbackBody,
  FeedbackQuery,
  toFeedbackList,
} from '../../../layers/maas/api/schemas/feedback.ts';

export interface FeedbackOperationDeps extends Pick<FeedbackDeps, 'feedback' | 'clock'> {
  readonly registry: Registry;
  readonly keys: FeedbackDeps['keys'] | undefined;
  readonly sink: MetricSink;
}

export function feedbackOperations({
  registry,
  keys,
  feedback,
  sink,
  clock,
}: FeedbackOperationDeps): Pick<Handlers<'monitor'>, 'sendFeedback' | 'listFeedback'> {
  return {
    async sendFeedback(request) {
      if (!keys) {
        throw new MaasError(
          'NOT_SUPPORTED',
          "This service takes no feedback: it has no key that signs predictions' ids.",
        );
      }
      const body = parseJsonBody(FeedbackBody, request);
      const { model } = (await registry.getModel(getModelName(request))).value;
      const findLabels: FeedbackDeps['findLabels'] = async (version) =>
        (await registry.getVersion(model, version)).bundle?.labels;
      const deps = { feedback, keys, metrics: sink, clock, findLabels };
      if (!Array.isArray(body)) {
        return jsonResponse(200, toAnswer([{ status: await sendFeedback(model, body, deps) }]));
      }
      const results = await mapParallel(body, LIMITS.parallelRecords, (item) =>
        trySending(model, item, deps),
      );
      return jsonResponse(200, toAnswer(results));
    },

    async listFeedback(request) {
      const { model } = (await registry.getModel(getModelName(request))).value;
      const { after, ...texts } = parseQuery(FeedbackQuery, request);
      const nowMs = clock.nowMs();
      const period = parsePeriod(texts, nowMs);
      const upTo = period.toMs === nowMs ? { ...period, toMs: nowMs + 1 } : period;
      const { truths, next } = await feedback.listTruths(model, upTo, after);
      return jsonResponse(200, toFeedbackList(truths, next));
    },
  };
}

interface Result {
  readonly status: 'counted' | 'repeated' | 'refused';
  readonly code?: string;
  readonly error?: string;
}

/** One that is refused leaves the others alone; a service that fails fails them all. */
async function trySending(model: string, item: FeedbackItem, deps: FeedbackDeps): Promise<Result> {
  try {
    return { status: await sendFeedback(model, item, deps) };
  } catch (error) {
    if (!(error instanceof MaasError)) throw error;
    return { status: 'refused', code: error.code, error: error.message };
  }
}

function toAnswer(results: readonly Result[]): object {
  const count = (wanted: Result['status']): number =>
    results.filter(({ status }) => status === wanted).length;
  return {
    counted: count('counted'),
    repeated: count('repeated'),
    refused: count('refused'),
    results,
  };
}
