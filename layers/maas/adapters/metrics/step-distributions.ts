import type { Series, Statistic, Steps } from '../../core/ports/metrics.ts';
import { ValueDistribution, type DistributionNumbers } from './value-distribution.ts';

/** The values of one metric, by the steps of a period. */
export class StepDistributions {
  readonly #steps: Steps;
  readonly #found = new Map<number, ValueDistribution>();

  constructor(steps: Steps) {
    this.#steps = steps;
  }

  record(timeMs: number, value: number): void {
    this.#get(timeMs).record(value);
  }

  merge(timeMs: number, numbers: DistributionNumbers): void {
    this.#get(timeMs).merge(numbers);
  }

  toSeries(statistic: Statistic): Series {
    const { fromMs, toMs, stepMs } = this.#steps;
    const count = Math.max(1, Math.ceil((toMs - fromMs) / stepMs));
    return Array.from({ length: count }, (_, index) => this.#found.get(index)?.find(statistic));
  }

  /**
   * Finds the step of a time. The first step has what is in a minute that began before the period.
   */
  #get(timeMs: number): ValueDistribution {
    const { fromMs, stepMs } = this.#steps;
    const index = Math.max(0, Math.floor((timeMs - fromMs) / stepMs));
    const known = this.#found.get(index) ?? new ValueDistribution();
    this.#found.set(index, known);
    return known;
  }
}
