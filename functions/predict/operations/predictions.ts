import { MaasError } from '../../../layers/maas/core/errors.ts';
import type { PredictionSigner } from '../../../layers/maas/core/feedback/prediction-signer.ts';
import { isPicture } from '../../../layers/maas/core/images/image-bytes.ts';
import {
  observePrediction,
  toStages,
  type ObserveDeps,
  type PredictionFacts,
} from '../../../layers/maas/core/monitoring/observe-prediction.ts';
import { isTeiPredict } from '../../../layers/maas/core/neighbours/is-tei-predict.ts';
import { embed } from '../../../layers/maas/core/openai/embed.ts';
import { HEADER_LENGTH } from '../../../layers/maas/core/protocol/infer-body.ts';
import { inferTensors } from '../../../layers/maas/core/serving/infer-tensors.ts';
import { predict } from '../../../layers/maas/core/serving/predict.ts';
import type { ServeDeps } from '../../../layers/maas/core/serving/serve.ts';
import { prepareTask } from '../../../layers/maas/core/tasks/find-task.ts';
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
import { formatServerTiming } from '../../../layers/maas/http/server-timing.ts';

export interface PredictionDeps extends ServeDeps, ObserveDeps {
  readonly signer: PredictionSigner;
  readonly defaultModel: string;
  /** Told of each answer. @returns what is to be done when it has gone out */
  readonly onAnswer: OnAnswer;
}

export type OnAnswer = (
  request: HttpRequest,
  facts: PredictionFacts,
  response: HttpResponse,
  /** Milliseconds that the function may run yet. */
  remainingMs: () => number,
) => HttpResponse['afterwards'];

/**
 * Calls of one session go to one version of an alias that splits its traffic. Callers without are
 * not told apart by their key: one key is often a whole application, and a tenth of one is none.
 */
export const SESSION = 'x-session-id';

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
  const prepare = isTeiPredict(body)
    ? (await import('../../../layers/maas/core/neighbours/tei.ts')).prepareTeiPredict
    : prepareTask;
  const call = { ...meant, stickyKey: request.headers[SESSION], body };
  return predictionResponse(await predict(call, facts, deps, prepare));
}

/** The calls that run a model. */
export function predictionOperations(
  deps: PredictionDeps,
): Pick<
  Handlers<'predict'>,
  'predictDefault' | 'predict' | 'modelInfer' | 'versionInfer' | 'createEmbeddings'
> {
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
    predictDefault: observed(async (request, facts) => {
      const { model = deps.defaultModel, version } = parseQuery(PredictDefaultQuery, request);
      return answerTask({ model, reference: version }, request, facts, deps);
    }, deps),

    predict: observed(async (request, facts) => {
      const { version } = parseQuery(PredictQuery, request);
      const { model = '' } = request.parameters;
      return answerTask({ model, reference: version }, request, facts, deps);
    }, deps),

    modelInfer: infer,
    versionInfer: infer,

    createEmbeddings: observed(async (request, facts) => {
      const body = decode(request, readJson, facts, deps);
      const call = { body, stickyKey: request.headers[SESSION] };
      return jsonResponse(200, await embed(call, facts, deps));
    }, deps),
  };
}

/**
 * Records what came of a prediction, and tells the caller what is not part of the answer itself.
 */
export function observed(
  answer: (request: HttpRequest, facts: PredictionFacts) => Promise<HttpResponse>,
  deps: PredictionDeps,
): HttpHandler<HttpResponse> {
  return (request, context) => {
    const startedAtMs = deps.clock.monotonicMs();
    return observePrediction(
      async (facts) => {
        facts.caller = request.caller;
        facts.requestBytes = request.body.length;
        const response = await answer(request, facts);
        if (facts.ranUntilMs !== undefined && !facts.stream) {
          facts.stages.add('encode', facts.ranUntilMs, deps.clock.monotonicMs());
        }
        const headers = {
          ...response.headers,
          'x-model-version': String(facts.version),
          'x-prediction-id': await deps.signer.sign(facts),
          'server-timing': formatServerTiming({
            ...toStages(facts),
            // Of a stream nobody knows it yet.
            total: facts.stream ? undefined : deps.clock.monotonicMs() - startedAtMs,
          }),
        };
        const afterwards = deps.onAnswer(request, facts, response, () => context.remainingMs());
        return { ...response, headers, ...(afterwards ? { afterwards } : {}) };
      },
      deps,
      context,
    );
  };
}

/** Reads a body, which is the first part of the stage `decode`. */
export function decode<T>(
  request: HttpRequest,
  read: (request: HttpRequest) => T,
  { stages }: PredictionFacts,
  { clock }: Pick<PredictionDeps, 'clock'>,
): T {
  const startedAtMs = clock.monotonicMs();
  const body = read(request);
  stages.add('decode', startedAtMs, clock.monotonicMs());
  return body;
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
