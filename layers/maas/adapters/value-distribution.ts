import type { Statistic } from '../core/ports.ts';

/** Digits that are told apart: 90,000 values a decade at most, however many are recorded. */
const SIGNIFICANT_DIGITS = 5;

/** Statistics of any number of values in bounded memory; exact to five digits, percentiles by nearest rank. */
export class ValueDistribution {
  #count = 0;
  #sum = 0;
  #minimum = Infinity;
  #maximum = -Infinity;
  readonly #counts = new Map<number, number>();

  record(value: number): void {
    this.#count++;
    this.#sum += value;
    this.#minimum = Math.min(this.#minimum, value);
    this.#maximum = Math.max(this.#maximum, value);
    const rounded = Number(value.toPrecision(SIGNIFICANT_DIGITS));
    this.#counts.set(rounded, (this.#counts.get(rounded) ?? 0) + 1);
  }

  /** undefined when nothing was recorded, as CloudWatch has no value then */
  find(statistic: Statistic): number | undefined {
    if (this.#count === 0) return undefined;
    switch (statistic) {
      case 'Sum':
        return this.#sum;
      case 'SampleCount':
        return this.#count;
      case 'Average':
        return this.#sum / this.#count;
      case 'Minimum':
        return this.#minimum;
      case 'Maximum':
        return this.#maximum;
      default:
        return this.#findPercentile(Number(statistic.slice(1)));
    }
  }

  /** The smallest value that so many percent of all are not above. */
  #findPercentile(percent: number): number {
    let left = Math.max(1, Math.ceil((percent / 100) * this.#count));
    for (const [value, count] of [...this.#counts].sort(([a], [b]) => a - b)) {
      left -= count;
      if (left <= 0) return Math.min(Math.max(value, this.#minimum), this.#maximum);
    }
    return this.#maximum;
  }
}
