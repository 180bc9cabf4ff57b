import type { PredictionFacts } from '../monitoring/observe-prediction.ts';
import type { PredictDeps } from '../serving/predict.ts';
import { toModelName } from '../registry/names.ts';
import { resolveCall } from '../serving/resolve-call.ts';
import { withModel } from '../serving/with-model.ts';
import { embedTexts } from '../tasks/text/embed-texts.ts';
import { withSettings } from '../tasks/long-settings.ts';
import { answerEmbeddings, type EmbeddingsAnswer } from './answer-embeddings.ts';
import { parseEmbeddingsBody } from './embeddings-request.ts';
import { InvalidParameterError } from './invalid-parameter-error.ts';
import { EMBEDDING_TASK } from '../catalog/openai-models.ts';

/** One call of `POST /v1/embeddings`. Too long inputs are cut as sentence-transformers cuts them. @throws MaasError */
export async function embed(
  body: unknown,
  facts: PredictionFacts,
  deps: PredictDeps,
): Promise<EmbeddingsAnswer> {
  const request = parseEmbeddingsBody(body);
  const version = await resolveCall(deps.records, toModelName(request.model), undefined, facts);
  if (version.bundle.task !== EMBEDDING_TASK)
    throw new InvalidParameterError(
      'model',
      `The model '${version.model}' serves ${version.bundle.task}, not embeddings; GET /v1/models lists those that do.`,
    );
  return answerEmbeddings({ ...request, model: version.model }, (inputs) =>
    withModel(version, facts, deps, (model) =>
      embedTexts(inputs, withSettings(version.bundle, model), model, {
        truncation: 'longest_first',
        normalizes: true,
      }),
    ),
  );
}
