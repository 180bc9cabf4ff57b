import path from 'node:path';
import { composePredict } from '../../layers/maas/compose/compose-predict.ts';
import { createStreamingPipeline } from '../../layers/maas/http/pipelines.ts';
import { neighbourOperations } from './operations/neighbours.ts';
import { predictionOperations } from './operations/predictions.ts';
import { statisticsOperations } from './operations/statistics.ts';

/** Beside this file, whether bundled or not. */
const program = path.join(import.meta.dirname, `watchdog${path.extname(import.meta.filename)}`);
const { logger, clock, serving } = composePredict(process.env, program);

export const handler = createStreamingPipeline<'predict'>(
  serving.then((deps) => ({
    ...predictionOperations(deps),
    ...neighbourOperations(deps),
    ...statisticsOperations(deps),
  })),
  { logger, clock },
);
