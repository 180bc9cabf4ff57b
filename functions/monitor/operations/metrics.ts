import { readModelMetrics } from '../../../layers/maas/core/monitoring/model-metrics.ts';
import { parsePeriod } from '../../../layers/maas/core/monitoring/parse-period.ts';
import type { Clock, MetricReader } from '../../../layers/maas/core/ports.ts';
import type { ModelRecord } from '../../../layers/maas/core/registry/records.ts';
import type { Registry } from '../../../layers/maas/core/registry/registry.ts';
import { listTaken } from '../../../layers/maas/core/registry/version-summary.ts';
import { jsonResponse } from '../../../layers/maas/http/http-response.ts';
import { parseQuery } from '../../../layers/maas/http/parse-request.ts';
import { getModelName } from '../../../layers/maas/http/path-parameters.ts';
import type { Handlers } from '../../../layers/maas/http/router.ts';
import { MetricsQuery } from '../../../layers/maas/http/schemas/metrics-query.ts';

/** Versions that are told apart: the newest, and those that an alias points at. */
const NEWEST_VERSIONS = 20;

export interface MonitorDeps {
  readonly registry: Registry;
  readonly metrics: MetricReader;
  readonly clock: Clock;
}

export function metricsOperations({ registry, metrics, clock }: MonitorDeps): Handlers<'monitor'> {
  return {
    async getMetrics(request) {
      const { value: record } = await registry.getModel(getModelName(request));
      const { model } = record; // the metrics have the name as the record writes it
      const period = parsePeriod(parseQuery(MetricsQuery, request), clock.nowMs());
      const report = await readModelMetrics(
        metrics,
        model,
        await listServed(registry, record),
        period,
      );
      return jsonResponse(200, {
        model,
        from: new Date(period.fromMs).toISOString(),
        to: new Date(period.toMs).toISOString(),
        ...report,
      });
    },
  };
}

/** By their numbers alone: those that were not called are left out of the report anyway. */
async function listServed(registry: Registry, record: ModelRecord): Promise<number[]> {
  const aliased = Object.values(record.aliases).flatMap(({ routes }) =>
    routes.map(({ version }) => version),
  );
  const newest = listTaken(await registry.summariseVersions(record)).slice(0, NEWEST_VERSIONS);
  return [...new Set([...newest, ...aliased])].sort((a, b) => b - a);
}
