import type { MetricQuery, Series, Steps } from '../../core/ports/metrics.ts';
import type { EmfSeries } from './emf-line.ts';
import type { MetricCollector } from './metric-collector.ts';
import { toMetricKey, toMetricKeys } from './metric-key.ts';
import { StepDistributions } from './step-distributions.ts';

/** The metrics that are asked for, found by what a series is known by. */
export class WantedMetrics implements MetricCollector {
  readonly #byKey: Map<string, StepDistributions>;
  readonly #bySeries = new Map<EmfSeries, readonly StepDistributions[]>();
  /**
   * A text that stands in every line of the one model that is asked for, however its writer sets
   * blanks.
   */
  readonly #text: string | undefined;

  constructor(queries: readonly MetricQuery[], steps: Steps) {
    this.#byKey = new Map(
      queries.map(({ metric, dimensions }) => [
        toMetricKey(metric, dimensions),
        new StepDistributions(steps),
      ]),
    );
    const models = new Set(queries.map(({ dimensions }) => dimensions.Model));
    const [model] = models;
    this.#text = models.size === 1 && model !== undefined ? JSON.stringify(model) : undefined;
  }

  mayConcern(text: string): boolean {
    return this.#text === undefined || text.includes(this.#text);
  }

  findAll(series: EmfSeries): readonly StepDistributions[] {
    const known = this.#bySeries.get(series);
    if (known) return known;
    const found = toMetricKeys(series).flatMap((key) => this.#byKey.get(key) ?? []);
    this.#bySeries.set(series, found);
    return found;
  }

  find({ metric, dimensions, statistic }: MetricQuery): Series {
    return this.#byKey.get(toMetricKey(metric, dimensions))?.toSeries(statistic) ?? [];
  }
}
