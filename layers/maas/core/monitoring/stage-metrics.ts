import type { MetricName } from '../../contract/metrics.ts';
import type { Stage } from './stage-times.ts';

/** The metric of each stage. */
export const STAGE_METRICS = {
  decode: 'DecodeLatency',
  load: 'ModelLoadLatency',
  download: 'DownloadLatency',
  create: 'CreateLatency',
  queue: 'QueueLatency',
  inference: 'InferenceLatency',
  encode: 'EncodeLatency',
} as const satisfies Record<Stage, MetricName>;
