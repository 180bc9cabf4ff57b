import { lazily } from '../../../layers/maas/core/lazily.ts';
import { formatCsv } from '../../../layers/maas/core/neighbours/csv.ts';
import { JSON_LINES } from '../../../layers/maas/core/neighbours/json-lines.ts';
import { parsePredictSegment } from '../../../layers/maas/core/neighbours/predict-segment.ts';
import { toModelName } from '../../../layers/maas/core/registry/names.ts';
import { predict, type Prepare } from '../../../layers/maas/core/serving/predict.ts';
import type { HttpHandler, HttpRequest } from '../../../layers/maas/http/http-request.ts';
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
import { readTaskBody } from './tasks.ts';

type NeighbourOperation =
  | 'predictInstances'
  | 'invokeDefault'
  | 'invoke'
  | 'invokeEndpoint'
  | 'embedDefault'
  | 'embed'
  | 'rerankDefault'
  | 'rerank'
  | 'huggingFace'
  | 'huggingFaceOfOrganisation';

/**
 * Loaded with the first call of its kind: an instance that starts for others waits for none of it.
 */
const LOAD = {
  kserve: async () =>
    (await import('../../../layers/maas/core/neighbours/kserve.ts')).prepareKserve,
  invocation: async () =>
    (await import('../../../layers/maas/core/neighbours/invocations.ts')).prepareInvocation,
  embed: async () => (await import('../../../layers/maas/core/neighbours/tei.ts')).prepareEmbed,
  rerank: async () => (await import('../../../layers/maas/core/neighbours/tei.ts')).prepareRerank,
  huggingFace: async () =>
    (await import('../../../layers/maas/core/neighbours/hugging-face.ts')).prepareHuggingFaceApi,
};

/**
 * The calls of KServe's v1, MLflow, SageMaker, text-embeddings-inference and Hugging Face's
 * Inference API: their words around the same predictions.
 */
export function neighbourOperations(
  deps: PredictionDeps,
): Pick<Handlers<'predict'>, NeighbourOperation> {
  const { defaultModel } = deps;
  const answer = <B>(
    getModel: (request: HttpRequest) => string,
    readBody: (request: HttpRequest) => B,
    load: () => Promise<Prepare<B>>,
    encode: Encode = encodeJson,
  ): HttpHandler<HttpResponse> => {
    const getPrepare = lazily(load);
    return observed(async (request, facts) => {
      const { model = getModel(request), version } =
        request.parameters.model === undefined
          ? parseQuery(PredictDefaultQuery, request)
          : { ...parseQuery(PredictQuery, request), model: getModel(request) };
      return encode(
        await predict(
          {
            model,
            reference: version,
            stickyKey: request.headers[SESSION],
            body: decode(request, readBody, facts, deps),
          },
          facts,
          deps,
          await getPrepare(),
        ),
        request,
      );
    }, deps);
  };

  const invoke = answer(
    getSegment(defaultModel),
    ({ body, headers }) => ({ content: body, contentType: headers['content-type'] }),
    LOAD.invocation,
    encodePredictions,
  );
  const embed = answer(getSegment(defaultModel), readJson, LOAD.embed);
  const rerank = answer(getSegment(defaultModel), readJson, LOAD.rerank);
  const huggingFace = answer(getHubModel, readTaskBody, LOAD.huggingFace);

  return {
    predictInstances: answer(
      ({ parameters }) => toModelName(parsePredictSegment(parameters.model ?? '')),
      readJson,
      LOAD.kserve,
    ),
    invokeDefault: invoke,
    invoke,
    invokeEndpoint: invoke,
    embedDefault: embed,
    embed,
    rerankDefault: rerank,
    rerank,
    huggingFace,
    huggingFaceOfOrganisation: huggingFace,
  };
}

function getSegment(defaultModel: string): (request: HttpRequest) => string {
  return ({ parameters }) => parameters.model ?? defaultModel;
}

/** `org/name` in one segment or two. */
function getHubModel({ parameters: { model = '', name } }: HttpRequest): string {
  return toModelName(name === undefined ? model : `${model}/${name}`);
}

type Encode = (answer: unknown, request: HttpRequest) => HttpResponse;

const encodeJson: Encode = (answer) => predictionResponse(answer);

/**
 * In JSON as MLflow has it, or as SageMaker's clients have it: in CSV where the caller takes that
 * and not JSON, a line of JSON for each where he takes that, or sent such and takes anything.
 */
const encodePredictions: Encode = (answer, { headers }) => {
  const predictions = answer as readonly unknown[];
  const { accept = '', 'content-type': type = '' } = headers;
  if (JSON_LINES.test(/^(\s*\*\/\*.*)?$/.test(accept) ? type : accept)) {
    return {
      status: 200,
      headers: { 'content-type': 'application/jsonlines' },
      body: predictions.map((each) => `${jsonResponse(200, each).body}\n`).join(''),
    };
  }
  if (!/\btext\/csv\b/i.test(accept) || /json|\*\/\*/i.test(accept)) {
    return jsonResponse(200, { predictions });
  }
  return {
    status: 200,
    headers: { 'content-type': 'text/csv; charset=utf-8' },
    body: formatCsv(predictions),
  };
};
