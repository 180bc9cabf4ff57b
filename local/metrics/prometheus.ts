import {
  DIMENSIONS,
  METRICS,
  type Dimension,
  type MetricName,
  type MetricSpec,
} from '../../layers/maas/contract/metrics.ts';
import type { MetricLine } from '../log/find-metric-line.ts';
import { Histogram } from './histogram.ts';

/** @see https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format */
export const PROMETHEUS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * Left out: they fall, which no sum may, and serve CloudWatch's alarms. Prometheus has the counts
 * that they are made of.
 */
const OVER_BUDGET: readonly string[] = ['ErrorsOverBudget', 'SlowOverBudget'];
const SHOWN = Object.entries<MetricSpec>(METRICS).filter(([name]) => !OVER_BUDGET.includes(name));

/**
 * The metrics of all functions since this process began, for Prometheus to scrape: each line is
 * counted as it passes, no file is read.
 */
export class PrometheusMetrics {
  /** By metric and labels, as they stand in the text. */
  readonly #series = new Map<MetricName, Map<string, Histogram>>();

  take(line: MetricLine): void {
    for (const { Dimensions: sets, Metrics: metrics } of line._aws.CloudWatchMetrics) {
      const labels = formatLabels(line, sets);
      for (const { Name: name } of metrics) {
        if (Object.hasOwn(METRICS, name)) this.#record(name as MetricName, labels, line[name]);
      }
    }
  }

  format(): string {
    return SHOWN.map(([name, spec]) =>
      formatMetric(
        name as MetricName,
        spec,
        this.#series.get(name as MetricName) ?? new Map<string, Histogram>(),
      ),
    ).join('');
  }

  #record(name: MetricName, labels: string, value: unknown): void {
    const byLabels = this.#series.get(name) ?? new Map<string, Histogram>();
    const series = byLabels.get(labels) ?? new Histogram();
    for (const number of [value].flat()) {
      if (typeof number === 'number') {
        series.record(METRICS[name].unit === 'Milliseconds' ? number / 1000 : number);
      }
    }
    byLabels.set(labels, series);
    this.#series.set(name, byLabels);
  }
}

/**
 * Every event once: under the most that is known of it. Sums over labels are Prometheus' own work.
 */
function formatLabels(line: MetricLine, sets: readonly (readonly string[])[]): string {
  const known = sets.reduce((most, set) => (set.length > most.length ? set : most), []);
  return DIMENSIONS.flatMap((name) =>
    known.includes(name) ? [`${LABELS[name]}="${escape(String(line[name]))}"`] : [],
  ).join(',');
}

const LABELS: Readonly<Record<Dimension, string>> = {
  Model: 'model',
  Version: 'version',
  ErrorType: 'code',
  Caller: 'caller',
  Start: 'start',
  Label: 'label',
};

function escape(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

/** Counts are counters, times histograms in seconds, all others summaries. */
function formatMetric(
  metric: MetricName,
  { unit }: MetricSpec,
  series: ReadonlyMap<string, Histogram>,
): string {
  const type = unit === 'Count' ? 'counter' : unit === 'Milliseconds' ? 'histogram' : 'summary';
  const words = metric.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase();
  const name = `maas_${words}${{ counter: '_total', histogram: '_seconds', summary: '' }[type]}`;
  const lines = [...series].flatMap(([labels, values]) =>
    type === 'counter'
      ? [toLine(name, labels, values.sum)]
      : [
          ...(type === 'histogram' ? toBuckets(name, labels, values) : []),
          toLine(`${name}_sum`, labels, values.sum),
          toLine(`${name}_count`, labels, values.count),
        ],
  );
  return [
    `# HELP ${name} The metric ${metric}, as CloudWatch has it.`,
    `# TYPE ${name} ${type}`,
    ...lines,
  ]
    .map((line) => `${line}\n`)
    .join('');
}

function toBuckets(name: string, labels: string, values: Histogram): string[] {
  return values
    .listCumulative()
    .map(([bound, count]) =>
      toLine(
        `${name}_bucket`,
        [...(labels === '' ? [] : [labels]), `le="${bound === Infinity ? '+Inf' : bound}"`].join(
          ',',
        ),
        count,
      ),
    );
}

function toLine(name: string, labels: string, value: number): string {
  return `${name}${labels === '' ? '' : `{${labels}}`} ${value}`;
}
