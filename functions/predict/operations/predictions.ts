import { HEADER_LENGTH } from '../../../layers/maas/core/protocol/infer-body.ts';
import { inferTensors } from '../../../layers/maas/core/serving/infer-tensors.ts';
import type { Handlers } from '../../../layers/maas/http/router.ts';
import { whenCalled } from '../../../layers/maas/http/when-called.ts';
import { observed, SESSION, type PredictionDeps } from './observed.ts';

type StatisticsOperation = 'allStatistics' | 'modelStatistics' | 'versionStatistics';

/**
 * The calls that run a model. Those on tensors are there from the start; what reads the bodies of
 * others, and their schemas, comes with the first of its kind.
 */
export function predictionOperations(
  deps: PredictionDeps,
): Omit<Handlers<'predict'>, StatisticsOperation> {
  const infer = observed(async ({ parameters, headers, body }, facts) => {
    const answer = await inferTensors(
      {
        model: parameters.model ?? '',
        reference: parameters.version,
        stickyKey: headers[SESSION],
        body,
        headerLength: headers[HEADER_LENGTH.toLowerCase()],
      },
      facts,
      deps,
    );
    return {
      status: 200,
      headers: { 'content-type': answer.contentType, ...answer.headers },
      body: answer.body,
    };
  }, deps);
  return {
    modelInfer: infer,
    versionInfer: infer,
    ...whenCalled(['predictDefault', 'predict', 'createEmbeddings'], async () =>
      (await import('./tasks.ts')).taskOperations(deps),
    ),
    ...whenCalled(
      [
        'predictInstances',
        'invokeDefault',
        'invoke',
        'invokeEndpoint',
        'embedDefault',
        'embed',
        'rerankDefault',
        'rerank',
        'huggingFace',
        'huggingFaceOfOrganisation',
      ],
      async () => (await import('./neighbours.ts')).neighbourOperations(deps),
    ),
  };
}
