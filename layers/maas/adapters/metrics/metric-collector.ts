import type { EmfSeries } from './emf-line.ts';
import type { StepDistributions } from './step-distributions.ts';

/** What is looked for in lines and summaries of metrics. */
export interface MetricCollector {
  /**
   * Tells whether a line can have a metric that is asked for; the others are passed over unread.
   */
  mayConcern(text: string): boolean;
  findAll(series: EmfSeries): readonly StepDistributions[];
}
