import type { GroupStatistic } from '../../contract/alarms.ts';
import type { Dimension, MetricName } from '../../contract/metrics.ts';
import type { Series, Steps } from '../../core/ports/metrics.ts';
import type { EmfSeries } from './emf-line.ts';
import type { MetricCollector } from './metric-collector.ts';
import { StepDistributions } from './step-distributions.ts';

export interface GroupQuery {
  readonly metric: MetricName;
  readonly statistic: GroupStatistic;
  /** One of the metric's dimension sets. */
  readonly by: readonly Dimension[];
}

export interface MetricGroup {
  readonly dimensions: Readonly<Partial<Record<Dimension, string>>>;
  readonly series: Series;
}

/** One metric, told apart by the values of its dimensions. */
export class GroupedMetrics implements MetricCollector {
  readonly #query: GroupQuery;
  readonly #steps: Steps;
  readonly #text: string;
  readonly #groups = new Map<
    string,
    { readonly dimensions: MetricGroup['dimensions']; readonly found: StepDistributions }
  >();
  readonly #bySeries = new Map<EmfSeries, readonly StepDistributions[]>();

  constructor(query: GroupQuery, steps: Steps) {
    this.#query = query;
    this.#steps = steps;
    this.#text = JSON.stringify(query.metric);
  }

  mayConcern(text: string): boolean {
    return text.includes(this.#text);
  }

  findAll(series: EmfSeries): readonly StepDistributions[] {
    const known = this.#bySeries.get(series) ?? this.#find(series);
    this.#bySeries.set(series, known);
    return known;
  }

  list(): MetricGroup[] {
    return [...this.#groups.values()].map(({ dimensions, found }) => ({
      dimensions,
      series: found.toSeries(this.#query.statistic),
    }));
  }

  #find({ metric, dimensions, sets }: EmfSeries): readonly StepDistributions[] {
    const { by } = this.#query;
    const isWanted =
      metric === this.#query.metric &&
      sets.some((set) => set.length === by.length && by.every((name) => set.includes(name)));
    if (!isWanted) return [];
    const values = by.map((name) => dimensions[name]);
    const key = JSON.stringify(values);
    const known = this.#groups.get(key) ?? {
      dimensions: Object.fromEntries(by.map((name, index) => [name, values[index]])),
      found: new StepDistributions(this.#steps),
    };
    this.#groups.set(key, known);
    return [known.found];
  }
}
