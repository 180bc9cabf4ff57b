import { lazily } from '../../../layers/maas/core/lazily.ts';
import { HEADER_LENGTH } from '../../../layers/maas/core/protocol/infer-body.ts';
import { inferTensors } from '../../../layers/maas/core/serving/infer-tensors.ts';
import type { Handlers } from '../../../layers/maas/http/router.ts';
import { whenCalled } from '../../../layers/maas/http/when-called.ts';
import { observed, SESSION, type PredictionDeps } from './observed.ts';

/**
 * `JSON.parse` is as fast as ever from its first call on, what reads numbers by itself only once it
 * is compiled: the first call takes 3 to 20 ms longer, measured in fresh processes on a busy machine
 * with 150 KB to 3 MB, which the fifth to the twentieth call has made up for.
 */
const LONG_JSON_BYTES = 128 * 1024;

type StatisticsOperation = 'allStatistics' | 'modelStatistics' | 'versionStatistics';

/**
 * The calls that run a model. Those on tensors are there from the start; what reads the bodies of
 * others, and their schemas, comes with the first of its kind.
 */
export function predictionOperations(
  deps: PredictionDeps,
): Omit<Handlers<'predict'>, StatisticsOperation> {
  const infer = observed(async ({ parameters, headers, body }, facts) => {
    const headerLength = headers[HEADER_LENGTH.toLowerCase()];
    const isLong = headerLength === undefined && body.length >= LONG_JSON_BYTES;
    const answer = await inferTensors(
      {
        model: parameters.model ?? '',
        reference: parameters.version,
        stickyKey: headers[SESSION],
        body,
        headerLength,
        parseFast: isLong ? await getFastParser() : undefined,
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

/** `import()` of a part that is there takes 20 µs yet. */
const getFastParser = lazily(
  async () =>
    (await import('../../../layers/maas/core/protocol/parse-with-numbers.ts')).parseWithNumbers,
);
