import type { EmfSeries } from './emf-line.ts';
import type { StepDistributions } from './step-distributions.ts';

/** Collects the metrics that are looked for, from lines and summaries. */
export interface MetricCollector {
  /**
   * Tells whether a line can have a metric that is asked for; the others are passed over unread.
   */
  mayConcern(text: string): boolean;
  findAll(series: EmfSeries): readonly StepDistributions[];
}
