import type { EmfSeries } from './emf-line.ts';

/**
 * The key of one CloudWatch metric: its name and its dimensions with their values, in any order.
 */
export function toMetricKey(
  metric: string,
  dimensions: Readonly<Record<string, string | undefined>>,
): string {
  return JSON.stringify([
    metric,
    ...Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);
}

/** The metrics that a series counts for: one for each of its sets of dimensions. */
export function toMetricKeys({ metric, dimensions, sets }: EmfSeries): string[] {
  return sets.map((names) =>
    toMetricKey(metric, Object.fromEntries(names.map((name) => [name, dimensions[name]]))),
  );
}
