import {
  EmfLineReader,
  type EmfLine,
  type EmfSeries,
} from '../../layers/maas/adapters/metrics/emf-line.ts';
import {
  DIMENSIONS,
  METRICS,
  type Dimension,
  type MetricName,
  type MetricSpec,
} from '../../layers/maas/contract/metrics.ts';
import { Histogram } from './histogram.ts';

/** @see https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format */
export const PROMETHEUS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * Left out: they fall, which no sum may, and serve CloudWatch's alarms. Prometheus has the counts
 * that they are made of.
 */
const OVER_BUDGET: readonly string[] = ['ErrorsOverBudget', 'SlowOverBudget'];
const SHOWN = Object.entries<MetricSpec>(METRICS).filter(([name]) => !OVER_BUDGET.includes(name));

/** Lines that wait until they are counted: a fraction of a millisecond's work. */
const MOST_WAITING = 64;

/** The histogram of a metric's values, which are in seconds where the metric is in milliseconds. */
interface Count {
  readonly histogram: Histogram;
  readonly divisor: number;
}

/**
 * The metrics of all functions since this process began, for Prometheus to scrape: each line is
 * kept as it passes, and counted with others or when somebody asks, so that few calls wait for it.
 * No file is read.
 */
export class PrometheusMetrics {
  /** By metric and labels, as they stand in the text. */
  readonly #series = new Map<MetricName, Map<string, Histogram>>();
  readonly #reader: EmfLineReader;
  /** By the series that the reader finds in a line, which are the same in most. */
  readonly #counts = new WeakMap<readonly EmfSeries[], readonly (Count | undefined)[]>();
  #waiting: string[] = [];

  constructor(namespace: string) {
    this.#reader = new EmfLineReader(namespace);
  }

  /** @param line in Embedded Metric Format */
  take(line: string): void {
    this.#waiting.push(line);
    if (this.#waiting.length >= MOST_WAITING) this.#count();
  }

  format(): string {
    this.#count();
    return SHOWN.map(([name, spec]) =>
      formatMetric(
        name as MetricName,
        spec,
        this.#series.get(name as MetricName) ?? new Map<string, Histogram>(),
      ),
    ).join('');
  }

  #count(): void {
    const lines = this.#waiting;
    this.#waiting = [];
    for (const line of lines) {
      const read = this.#reader.read(line);
      if (read) this.#record(read);
    }
  }

  #record({ series, values }: EmfLine): void {
    const counts = this.#counts.get(series) ?? series.map((one) => this.#findCount(one));
    this.#counts.set(series, counts);
    for (const [place, count] of counts.entries()) {
      for (const value of values[place] ?? []) count?.histogram.record(value / count.divisor);
    }
  }

  /** undefined for a metric that the contract does not know. */
  #findCount(series: EmfSeries): Count | undefined {
    if (!Object.hasOwn(METRICS, series.metric)) return undefined;
    const name = series.metric as MetricName;
    const labels = formatLabels(series);
    const byLabels = this.#series.get(name) ?? new Map<string, Histogram>();
    const histogram = byLabels.get(labels) ?? new Histogram();
    byLabels.set(labels, histogram);
    this.#series.set(name, byLabels);
    return { histogram, divisor: METRICS[name].unit === 'Milliseconds' ? 1000 : 1 };
  }
}

/**
 * Every event once: under the most that is known of it. Sums over labels are Prometheus' own work.
 */
function formatLabels({ dimensions, sets }: EmfSeries): string {
  const known = sets.reduce((most, set) => (set.length > most.length ? set : most), []);
  return DIMENSIONS.flatMap((name) =>
    known.includes(name) ? [`${LABELS[name]}="${escape(dimensions[name] ?? '')}"`] : [],
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
