import { STARTS, type MetricName, type Start } from '../../contract/metrics.ts';
import type { MetricReader, Period, Statistic } from '../ports/metrics.ts';
import type { Distribution } from './model-metrics.ts';
import { STAGE_METRICS } from './stage-metrics.ts';
import { STAGES, type Stage } from './stage-times.ts';

/** The times of one stage, or the `total` of them. */
export interface StageReport extends Distribution {
  readonly stage: Exclude<Stage, 'load'> | 'total';
  readonly start: Start;
}

const METRICS: readonly (readonly [StageReport['stage'], MetricName])[] = [
  ...STAGES.flatMap((stage) => (stage === 'load' ? [] : [[stage, STAGE_METRICS[stage]] as const])),
  ['total', 'PredictionLatency'],
];
const STATISTICS = ['Average', 'p50', 'p95', 'p99'] as const satisfies readonly Statistic[];

/** Reads the times of a model's stages, cold and warm; without those not measured. */
export async function readStages(
  reader: Pick<MetricReader, 'read'>,
  model: string,
  period: Period,
): Promise<StageReport[]> {
  const asked = STARTS.flatMap((start) =>
    METRICS.map(([stage, metric]) => ({ stage, metric, start })),
  );
  const values = await reader.read(
    asked.flatMap(({ metric, start }) =>
      STATISTICS.map((statistic) => ({
        metric,
        dimensions: { Model: model, Start: start },
        statistic,
      })),
    ),
    period,
  );
  return asked.flatMap(({ stage, start }, index) => {
    const first = index * STATISTICS.length;
    const [average, p50, p95, p99] = values.slice(first, first + STATISTICS.length);
    if (average === undefined) return [];
    return [{ stage, start, average, p50: p50 ?? null, p95: p95 ?? null, p99: p99 ?? null }];
  });
}
