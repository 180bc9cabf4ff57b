import { prepareTask } from '../../../layers/maas/core/tasks/prepare-task.ts';
import { MaasError } from '../../../layers/maas/core/errors.ts';
import { isPicture } from '../../../layers/maas/core/images/image-bytes.ts';
import { lazily } from '../../../layers/maas/core/lazily.ts';
import type { PredictionFacts } from '../../../layers/maas/core/monitoring/observe-prediction.ts';
import { isTeiPredict } from '../../../layers/maas/core/neighbours/is-tei-predict.ts';
import { predict } from '../../../layers/maas/core/serving/predict.ts';
import type { HttpRequest } from '../../../layers/maas/http/http-request.ts';
import {
  predictionResponse,
  jsonResponse,
  type HttpResponse,
} from '../../../layers/maas/http/http-response.ts';
import { parseQuery } from '../../../layers/maas/http/parse-request.ts';
import { readJson } from '../../../layers/maas/http/read-json.ts';
import type { Handlers } from '../../../layers/maas/http/router.ts';
import {
  PredictDefaultQuery,
  PredictQuery,
} from '../../../layers/maas/api/schemas/predict-query.ts';
import { decode, observed, SESSION, type PredictionDeps } from './observed.ts';

const getTeiPredict = lazily(
  async () => (await import('../../../layers/maas/core/neighbours/tei.ts')).prepareTeiPredict,
);
const getEmbed = lazily(
  async () => (await import('../../../layers/maas/core/openai/embed.ts')).embed,
);

/**
 * Text-embeddings-inference has a `POST /predict` too: what only it would be sent is answered as it
 * does.
 */
async function answerTask(
  meant: { readonly model: string; readonly reference: string | undefined },
  request: HttpRequest,
  facts: PredictionFacts,
  deps: PredictionDeps,
): Promise<HttpResponse> {
  const body = decode(request, readTaskBody, facts, deps);
  const prepare = isTeiPredict(body) ? await getTeiPredict() : prepareTask;
  const call = { ...meant, stickyKey: request.headers[SESSION], body };
  return predictionResponse(await predict(call, facts, deps, prepare));
}

/** The calls in a task's own JSON, and those of OpenAI's clients. */
export function taskOperations(
  deps: PredictionDeps,
): Pick<Handlers<'predict'>, 'predictDefault' | 'predict' | 'createEmbeddings'> {
  return {
    predictDefault: observed(async (request, facts) => {
      const { model = deps.defaultModel, version } = parseQuery(PredictDefaultQuery, request);
      return answerTask({ model, reference: version }, request, facts, deps);
    }, deps),

    predict: observed(async (request, facts) => {
      const { version } = parseQuery(PredictQuery, request);
      const { model = '' } = request.parameters;
      return answerTask({ model, reference: version }, request, facts, deps);
    }, deps),

    createEmbeddings: observed(async (request, facts) => {
      const body = decode(request, readJson, facts, deps);
      const call = { body, stickyKey: request.headers[SESSION] };
      const embed = await getEmbed();
      return jsonResponse(200, await embed(call, facts, deps));
    }, deps),
  };
}

/**
 * A task's JSON, or a picture as it is, told by its bytes where clients send no type or a wrong
 * one.
 */
export function readTaskBody(request: HttpRequest): unknown {
  const contentType = request.headers['content-type'] ?? '';
  if (/^\s*(image\/|application\/octet-stream)/i.test(contentType)) return request.body;
  if (isPicture(request.body)) return request.body;
  if (/^\s*multipart\//i.test(contentType)) {
    throw new MaasError(
      'UNSUPPORTED_MEDIA_TYPE',
      'A prediction takes JSON, or a picture as the whole body (with curl: --data-binary ' +
        '@picture.jpg), not a form.',
    );
  }
  return readJson(request);
}
