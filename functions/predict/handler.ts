import { composePredict } from '../../layers/maas/compose/compose-predict.ts';
import { createStreamingPipeline } from '../../layers/maas/http/pipelines.ts';
import { openApiOperations } from './operations/openapi.ts';
import { predictionOperations } from './operations/predictions.ts';
import { protocolOperations } from './operations/protocol.ts';

const { logger, clock, serving } = composePredict(process.env);

export const handler = createStreamingPipeline<'predict'>(
  serving.then((deps) => ({ ...predictionOperations(deps), ...protocolOperations(deps), ...openApiOperations() })),
  { logger, clock },
);
