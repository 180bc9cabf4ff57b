import { MetricSummaries } from '../layers/maas/adapters/metrics/metric-summaries.ts';
import type { Home } from './home.ts';
import { MetricFiles } from './metrics/metric-files.ts';
import { METRIC_NAMESPACE } from './metrics/metric-namespace.ts';
import type { PrometheusMetrics } from './metrics/prometheus.ts';
import { METRICS_BYTES, METRICS_RETENTION_MS, type StackOptions } from './stack-options.ts';
import { LogBook } from './log/log-book.ts';
import { LogFile } from './log/log-file.ts';

/**
 * Opens the log of all functions: their lines go to its file, their metrics to files and
 * Prometheus.
 */
export function openLog(
  { consoleLevel, print }: Pick<StackOptions, 'consoleLevel' | 'print'>,
  home: Pick<Home, 'logFile' | 'metrics'>,
  prometheus: PrometheusMetrics,
): LogBook {
  const summaries = new MetricSummaries(METRIC_NAMESPACE);
  const onGrown = (file: string): void => {
    void summaries.catchUp(file);
  };
  const metrics = new MetricFiles({
    directory: home.metrics,
    retentionMs: METRICS_RETENTION_MS,
    limitBytes: METRICS_BYTES,
    nowMs: () => Date.now(),
    onGrown,
    onLost: (lines) => {
      log.logger.error('Metrics are lost: their lines cannot be written; is the disk full?', {
        lines,
      });
    },
  });
  const log = new LogBook({
    file: new LogFile(home.logFile),
    onMetric: (line) => {
      metrics.append(line);
      prometheus.take(line);
    },
    consoleLevel,
    print,
  });
  return log;
}
