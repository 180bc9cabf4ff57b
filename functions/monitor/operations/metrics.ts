import type { FeedbackStore } from '../../../layers/maas/core/feedback/feedback-store.ts';
import { readAccuracy } from '../../../layers/maas/core/feedback/read-accuracy.ts';
import { readEstimates } from '../../../layers/maas/core/feedback/read-estimates.ts';
import { readStages } from '../../../layers/maas/core/monitoring/read-stages.ts';
import { readModelMetrics } from '../../../layers/maas/core/monitoring/model-metrics.ts';
import { readShadowMetrics } from '../../../layers/maas/core/monitoring/shadow-metrics.ts';
import { parsePeriod } from '../../../layers/maas/core/monitoring/parse-period.ts';
import type { Clock } from '../../../layers/maas/core/ports/clock.ts';
import type { MetricReader } from '../../../layers/maas/core/ports/metrics.ts';
import type { ModelRecord } from '../../../layers/maas/core/registry/records.ts';
import type { Registry } from '../../../layers/maas/core/registry/registry.ts';
import { listTaken } from '../../../layers/maas/core/registry/version-summary.ts';
import { jsonResponse } from '../../../layers/maas/http/http-response.ts';
import { parseQuery } from '../../../layers/maas/http/parse-request.ts';
import { getModelName } from '../../../layers/maas/http/path-parameters.ts';
import type { Handlers } from '../../../layers/maas/http/router.ts';
import { MetricsQuery } from '../../../layers/maas/api/schemas/metrics-query.ts';

/** Versions that are told apart: the newest, and those that an alias points at. */
const NEWEST_VERSIONS = 20;

export interface MonitorDeps {
  readonly registry: Registry;
  readonly reports: Pick<MetricReader, 'read'>;
  readonly feedback: FeedbackStore;
  readonly clock: Clock;
}

export function metricsOperations({
  registry,
  reports,
  feedback,
  clock,
}: MonitorDeps): Pick<Handlers<'monitor'>, 'getMetrics'> {
  return {
    async getMetrics(request) {
      const { value: record } = await registry.getModel(getModelName(request));
      const { model } = record; // the metrics have the name as the record writes it
      const { accuracyBy = 'feedback', stages, ...texts } = parseQuery(MetricsQuery, request);
      const nowMs = clock.nowMs();
      const period = parsePeriod(texts, nowMs);
      // Up to now, and with it: a truth is there for the report that follows it at once.
      const ofTruths = period.toMs === nowMs ? { ...period, toMs: nowMs + 1 } : period;
      const versions = await listServed(registry, record);
      const [{ versions: called, ...report }, shadows, accuracy, estimates, times] =
        await Promise.all([
          readModelMetrics(reports, model, versions, period),
          readShadowMetrics(reports, model, versions, period),
          readAccuracy(feedback, model, ofTruths, accuracyBy),
          readEstimates(reports, feedback, model, period),
          stages === 'true' ? readStages(reports, model, period) : undefined,
        ]);
      return jsonResponse(200, {
        model,
        from: new Date(period.fromMs).toISOString(),
        to: new Date(period.toMs).toISOString(),
        ...report,
        stages: times,
        versions: called.map((each) => ({
          ...each,
          estimatedAccuracy: estimates.versions.get(each.version) ?? null,
        })),
        shadows,
        accuracy,
        estimatedAccuracy: estimates.model ?? null,
      });
    },
  };
}

/** By their numbers alone: those that were not called are left out of the report anyway. */
async function listServed(registry: Registry, record: ModelRecord): Promise<number[]> {
  const aliased = Object.values(record.aliases).flatMap(({ routes, shadow }) =>
    [...routes, ...(shadow ? [shadow] : [])].map(({ version }) => version),
  );
  const newest = listTaken(await registry.summariseVersions(record)).slice(0, NEWEST_VERSIONS);
  return [...new Set([...newest, ...aliased])].sort((a, b) => b - a);
}
