import type { PredictionFacts } from '../monitoring/observe-prediction.ts';
import { toModelName } from '../registry/names.ts';
import { serve, type ModelReference, type ServeDeps } from '../serving/serve.ts';
import { embedTexts } from '../tasks/text/embed-texts.ts';
import { withSettings } from '../tasks/task/long-settings.ts';
import { answerEmbeddings, type EmbeddingsAnswer } from './answer-embeddings.ts';
import { parseEmbeddingsBody } from './embeddings-request.ts';
import { InvalidParameterError } from './invalid-parameter-error.ts';
import { EMBEDDING_TASK } from '../catalog/openai-models.ts';

export interface EmbedRequest extends Pick<ModelReference, 'stickyKey'> {
  /** Parsed JSON. */
  readonly body: unknown;
}

/**
 * One call of `POST /v1/embeddings`. Too long inputs are cut as sentence-transformers cuts them.
 * @throws MaasError
 */
export async function embed(
  { body, stickyKey }: EmbedRequest,
  facts: PredictionFacts,
  deps: ServeDeps,
): Promise<EmbeddingsAnswer> {
  const request = parseEmbeddingsBody(body);
  const reference = { model: toModelName(request.model), stickyKey };
  const { body: answer } = await serve(reference, facts, deps, ({ model: name, bundle }) => {
    if (bundle.task !== EMBEDDING_TASK) {
      throw new InvalidParameterError(
        'model',
        `The model '${name}' serves ${bundle.task}, not embeddings; GET /v1/models lists those ` +
          'that do.',
      );
    }
    return async (model) => ({
      body: await answerEmbeddings({ ...request, model: name }, async (inputs) => {
        const embedded = await embedTexts(inputs, withSettings(bundle, model), model, {
          truncation: 'longest_first',
          normalizes: true,
        });
        if (facts.kept?.answer) facts.answered = () => embedded.vectors;
        return embedded;
      }),
    });
  });
  if (facts.kept?.exchange) facts.exchange = { inputs: body, outputs: answer };
  return answer;
}
