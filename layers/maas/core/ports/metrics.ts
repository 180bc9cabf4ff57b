import type { Dimension, MetricName } from '../../contract/metrics.ts';

/**
 * Values of one event, with the dimensions that are known of it. Metrics without a value for one of
 * their dimensions are not emitted.
 */
export interface MetricEvent {
  readonly values: Partial<Record<MetricName, number | readonly number[]>>;
  readonly dimensions: Partial<Record<Dimension, string>>;
  /** Kept beside the values, and no metric: an id, for one. */
  readonly properties?: Readonly<Record<string, string>>;
}

export interface MetricSink {
  record(event: MetricEvent): void;
}

/**
 * `Sum`, `SampleCount`, `Average`, `Minimum`, `Maximum`, a percentile as `p99`, or a count of the
 * values above the first and up to the second of two bounds, as `TC(0.5:0.6)`.
 */
export type Statistic =
  | 'Sum'
  | 'SampleCount'
  | 'Average'
  | 'Minimum'
  | 'Maximum'
  | `p${number}`
  | `TC(${number | ''}:${number | ''})`;

export interface MetricQuery {
  readonly metric: MetricName;
  /** Exactly one of the metric's dimension sets, with values. */
  readonly dimensions: Partial<Record<Dimension, string>>;
  readonly statistic: Statistic;
}

export interface Period {
  readonly fromMs: number;
  /** The first moment that is not in it any more. */
  readonly toMs: number;
}

/** A period cut into equal steps, each of whole minutes. */
export interface Steps extends Period {
  readonly stepMs: number;
}

/** One value a step, oldest first; undefined where nothing was recorded. */
export type Series = readonly (number | undefined)[];

export interface MetricReader {
  /** @returns one number per query over the whole period; undefined where nothing was recorded */
  read(queries: readonly MetricQuery[], period: Period): Promise<readonly (number | undefined)[]>;
  /**
   * @returns one series per query
   * @throws RangeError where a step is not a whole number of minutes, or the period no whole number of
   *   steps
   */
  readSeries(queries: readonly MetricQuery[], steps: Steps): Promise<readonly Series[]>;
}

const MINUTE_MS = 60_000;

/** @returns how many steps there are. @throws RangeError */
export function countSteps({ fromMs, toMs, stepMs }: Steps): number {
  const count = (toMs - fromMs) / stepMs;
  if (stepMs > 0 && stepMs % MINUTE_MS === 0 && Number.isInteger(count) && count > 0) return count;
  throw new RangeError(
    `A series has whole steps of whole minutes; got ${toMs - fromMs} ms in steps of ${stepMs} ms.`,
  );
}
