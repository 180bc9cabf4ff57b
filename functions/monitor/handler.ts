import { composeMonitor } from '../../layers/maas/compose/compose-monitor.ts';
import { createBufferedPipeline } from '../../layers/maas/http/pipelines.ts';
import { metricsOperations } from './operations/metrics.ts';

const { logger, clock, deps } = composeMonitor(process.env);

export const handler = createBufferedPipeline<'monitor'>(deps.then(metricsOperations), {
  logger,
  clock,
});
