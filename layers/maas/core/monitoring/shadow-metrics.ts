import type { MetricQuery, MetricReader, Period } from '../ports/metrics.ts';

/** A version's figures on copies of calls over a period. */
export interface ShadowMetrics {
  readonly version: number;
  /** Copies that it ran, and that were not run. */
  readonly copies: number;
  readonly skipped: number;
  readonly errors: number;
  /** Milliseconds, loading aside; null where it answered none. */
  readonly latencyMs: { readonly p50: number | null; readonly p99: number | null };
  /** Inputs that were compared, and the share of which it said what was answered. */
  readonly compared: number;
  readonly agreement: number | null;
}

/** @returns the versions that got copies, in the order that they are given in */
export async function readShadowMetrics(
  reader: Pick<MetricReader, 'read'>,
  model: string,
  versions: readonly number[],
  period: Period,
): Promise<ShadowMetrics[]> {
  const queries = versions.flatMap((version) => toQueries(model, version));
  const values = queries.length > 0 ? await reader.read(queries, period) : [];
  const each = queries.length / Math.max(1, versions.length);
  return versions
    .map((version, index) => toMetrics(version, values.slice(index * each, (index + 1) * each)))
    .filter(({ copies, skipped }) => copies + skipped > 0);
}

function toQueries(model: string, version: number): MetricQuery[] {
  const dimensions = { Model: model, Version: String(version) };
  return [
    { metric: 'ShadowPredictions', dimensions, statistic: 'Sum' },
    { metric: 'ShadowSkipped', dimensions, statistic: 'Sum' },
    { metric: 'ShadowErrors', dimensions, statistic: 'Sum' },
    { metric: 'ShadowLatency', dimensions, statistic: 'p50' },
    { metric: 'ShadowLatency', dimensions, statistic: 'p99' },
    { metric: 'Agreement', dimensions, statistic: 'SampleCount' },
    { metric: 'Agreement', dimensions, statistic: 'Sum' },
  ];
}

function toMetrics(version: number, values: readonly (number | undefined)[]): ShadowMetrics {
  const [copies = 0, skipped = 0, errors = 0, p50 = null, p99 = null, compared = 0, same = 0] =
    values;
  const agreement = compared > 0 ? same / compared : null;
  return { version, copies, skipped, errors, latencyMs: { p50, p99 }, compared, agreement };
}
