import type { Statistic } from '../../core/ports/metrics.ts';

/** Digits that are told apart: 90,000 values a decade at most, however many are recorded. */
const SIGNIFICANT_DIGITS = 5;

/**
 * Numbers that stand for a distribution: count, sum, minimum, maximum, then each value and how
 * often it came.
 */
export type DistributionNumbers = readonly number[];

/**
 * Statistics of any number of values in bounded memory; exact to so many digits, percentiles by
 * nearest rank.
 */
export class ValueDistribution {
  readonly #digits: number;
  readonly #counts = new Map<number, number>();
  /** Most metrics count: 0 and 1 are nearly all of their values. */
  #zeros = 0;
  #ones = 0;
  #count = 0;
  #sum = 0;
  #minimum = Infinity;
  #maximum = -Infinity;

  constructor(digits = SIGNIFICANT_DIGITS) {
    this.#digits = digits;
  }

  record(value: number): void {
    this.#count++;
    this.#sum += value;
    this.#minimum = Math.min(this.#minimum, value);
    this.#maximum = Math.max(this.#maximum, value);
    this.#add(this.#round(value), 1);
  }

  merge([
    count = 0,
    sum = 0,
    minimum = Infinity,
    maximum = -Infinity,
    ...values
  ]: DistributionNumbers): void {
    this.#count += count;
    this.#sum += sum;
    this.#minimum = Math.min(this.#minimum, minimum);
    this.#maximum = Math.max(this.#maximum, maximum);
    for (let at = 0; at < values.length; at += 2) {
      this.#add(this.#round(values[at] ?? 0), values[at + 1] ?? 0);
    }
  }

  toNumbers(): DistributionNumbers {
    return [this.#count, this.#sum, this.#minimum, this.#maximum, ...this.#list().flat()];
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
        return statistic.startsWith('TC')
          ? this.#countBetween(statistic)
          : this.#findPercentile(Number(statistic.slice(1)));
    }
  }

  #add(value: number, count: number): void {
    if (value === 0) this.#zeros += count;
    else if (value === 1) this.#ones += count;
    else this.#counts.set(value, (this.#counts.get(value) ?? 0) + count);
  }

  #list(): (readonly [value: number, count: number])[] {
    const flags = [
      [0, this.#zeros],
      [1, this.#ones],
    ] as const;
    return [...flags.filter(([, count]) => count > 0), ...this.#counts];
  }

  #round(value: number): number {
    if (Number.isInteger(value) && Math.abs(value) < 10 ** this.#digits) return value;
    const digitsBehindPoint = this.#digits - 1 - Math.floor(Math.log10(Math.abs(value)));
    if (digitsBehindPoint > 300 || digitsBehindPoint < -300) return value;
    const scale = 10 ** digitsBehindPoint;
    return Math.round(value * scale) / scale;
  }

  /** Counts the values that `TC(above:upTo)` asks for. */
  #countBetween(statistic: string): number {
    const [, above = '', upTo = ''] = /^TC\((.*):(.*)\)$/.exec(statistic) ?? [];
    const least = above === '' ? -Infinity : Number(above);
    const most = upTo === '' ? Infinity : Number(upTo);
    return this.#list().reduce(
      (sum, [value, count]) => (value > least && value <= most ? sum + count : sum),
      0,
    );
  }

  /** The smallest value that so many percent of all are not above. */
  #findPercentile(percent: number): number {
    let left = Math.max(1, Math.ceil((percent / 100) * this.#count));
    for (const [value, count] of this.#list().sort(([a], [b]) => a - b)) {
      left -= count;
      if (left <= 0) return Math.min(Math.max(value, this.#minimum), this.#maximum);
    }
    return this.#maximum;
  }
}
