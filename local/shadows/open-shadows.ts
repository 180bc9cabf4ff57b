import { EmfMetricSink } from '../../layers/maas/adapters/metrics/emf-metric-sink.ts';
import { systemClock } from '../../layers/maas/adapters/system-clock.ts';
import type { MetricDetail } from '../../layers/maas/contract/metrics.ts';
import type { Pool } from '../../layers/maas/instances/function-pool.ts';
import type { LogBook } from '../log/log-book.ts';
import { METRIC_NAMESPACE } from '../metrics/metric-namespace.ts';
import { openSocketPlace } from '../runtime-api/open-socket-place.ts';
import { openShadowIntake } from './shadow-intake.ts';

export interface Shadows {
  /** The path of the socket that copies are written to. */
  readonly path: string;
  close(): void;
}

/**
 * Opens the socket on which copies of calls arrive on this machine.
 * @param directory one that others may not enter
 * @param getPool returns the pool that runs them, from the first copy on
 */
export async function openShadows(
  directory: string,
  { log, metricDetail: detail }: { readonly log: LogBook; readonly metricDetail: MetricDetail },
  getPool: () => Pick<Pool, 'invoke'>,
): Promise<Shadows> {
  const place = openSocketPlace(directory, 'shadows');
  const intake = await openShadowIntake(place.path, {
    run: (group, event) => getPool().invoke(event, { group }),
    metrics: new EmfMetricSink({
      namespace: METRIC_NAMESPACE,
      detail,
      clock: systemClock,
      write: (line) => {
        log.takeOutput('shadow', line.trimEnd());
      },
    }),
    logger: log.logger,
  });
  return {
    path: place.path,
    close() {
      intake.close();
      place.remove();
    },
  };
}
