import { FileMetricReader } from '../adapters/metrics/file-metric-reader.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { MetricReader } from '../core/ports/metrics.ts';
import type { Settings } from './settings.ts';

/** The AWS SDK is loaded only where CloudWatch is read. */
export async function composeMetricReader(
  { metricsDirectory: directory, metricNamespace: namespace }: Settings,
  clock: Clock,
): Promise<MetricReader> {
  if (directory !== undefined) return new FileMetricReader({ directory, namespace });
  const { CloudWatchMetricReader } =
    await import('../adapters/metrics/cloudwatch-metric-reader.ts');
  return new CloudWatchMetricReader({ namespace, clock });
}
