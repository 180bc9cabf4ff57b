import * as z from 'zod/mini';
import type { Operation } from '../../contract/routes.ts';
import { EmbeddingsBody } from '../../core/openai/embeddings-request.ts';
import { HEADER_LENGTH } from '../../core/protocol/infer-body.ts';
import { EmbeddingsView, OpenAiModelListView, ReadyModelView } from '../schemas/openai.ts';
import { FeedbackBody, FeedbackView } from '../schemas/feedback.ts';
import { PredictBody } from '../schemas/predict-body.ts';
import { PredictDefaultQuery, PredictQuery } from '../schemas/predict-query.ts';
import {
  InferRequestView,
  InferResponseView,
  ModelMetadataView,
  ModelReadyView,
  RepositoryIndexView,
  ServerLiveView,
  ServerMetadataView,
  ServerReadyView,
  StatisticsView,
} from '../schemas/protocol.ts';
import { RepositoryFilter } from '../schemas/repository-index.ts';
import { PredictAnswer } from '../schemas/task-records.ts';
import { answers, BYTES, json, type ContentsDoc, type OperationDoc } from './operation-doc.ts';

const PREDICT_BODY: OperationDoc['body'] = {
  isRequired: true,
  contents: { ...json(PredictBody, { text: '这是一个正面的文本' }), 'image/*': { schema: BYTES } },
};
const PREDICT_ANSWERS = answers(
  200,
  "One record per input; to a body with `inputs`, what Hugging Face's pipeline answers.",
  PredictAnswer,
);

const INFER_REQUEST: ContentsDoc = {
  ...json(InferRequestView, {
    id: '42',
    inputs: [
      {
        name: 'text',
        datatype: 'BYTES',
        shape: [2, 1],
        data: ['这是一个正面的文本', '这是一个负面的文本'],
      },
    ],
  }),
  'application/octet-stream': { schema: BYTES },
};
const INFER: Omit<OperationDoc, 'summary'> = {
  tag: 'Open Inference Protocol',
  description:
    `Tensors in JSON, in binary behind the JSON (${HEADER_LENGTH} says how much of the body is ` +
    'JSON), or one bare tensor (that header is 0).',
  headers: {
    [HEADER_LENGTH]:
      'Bytes of JSON at the beginning of the body, where tensors in binary follow; 0 where the ' +
      'body is one bare tensor.',
  },
  body: { isRequired: true, contents: INFER_REQUEST },
  answers: {
    200: {
      description: 'The outputs; those asked for in binary follow the JSON.',
      contents: { ...json(InferResponseView), 'application/octet-stream': { schema: BYTES } },
    },
  },
};

/** The calls of those who use models. */
export const DATA_OPERATIONS = {
  predictDefault: {
    tag: 'Predictions',
    summary: 'Predict in the form of the task',
    query: PredictDefaultQuery,
    body: PREDICT_BODY,
    answers: PREDICT_ANSWERS,
  },
  predict: {
    tag: 'Predictions',
    summary: 'Predict with this model in the form of its task',
    query: PredictQuery,
    body: PREDICT_BODY,
    answers: PREDICT_ANSWERS,
  },

  sendFeedback: {
    tag: 'Predictions',
    summary: 'Send the truths of predictions',
    description:
      'One truth, or a list of which each is taken or refused by itself. Sent again, a truth ' +
      'counts once.',
    body: {
      isRequired: true,
      contents: json(FeedbackBody, [{ predictionId: 'from x-prediction-id', truth: 'positive' }]),
    },
    answers: answers(200, 'The fate of each truth.', FeedbackView),
  },

  serverMetadata: {
    tag: 'Open Inference Protocol',
    summary: 'Describe this server',
    answers: answers(200, 'Its name, version and extensions.', ServerMetadataView),
  },
  serverLive: {
    tag: 'Open Inference Protocol',
    summary: 'Check that the server runs',
    answers: answers(200, 'It does.', ServerLiveView),
  },
  serverReady: {
    tag: 'Open Inference Protocol',
    summary: 'Check that the server can serve',
    answers: answers(200, 'It can.', ServerReadyView),
  },
  modelMetadata: {
    tag: 'Open Inference Protocol',
    summary: "Get a model's inputs, outputs and versions",
    answers: answers(
      200,
      'The metadata of the version that the alias `live` reaches.',
      ModelMetadataView,
    ),
  },
  versionMetadata: {
    tag: 'Open Inference Protocol',
    summary: "Get a version's inputs and outputs",
    answers: answers(200, 'The metadata of this version.', ModelMetadataView),
  },
  repositoryIndex: {
    tag: 'Open Inference Protocol',
    summary: 'List all versions of all models',
    body: { contents: json(RepositoryFilter, { ready: true }) },
    answers: answers(200, 'Every version with its state.', RepositoryIndexView),
  },
  modelReady: {
    tag: 'Open Inference Protocol',
    summary: 'Check that a model can be called',
    answers: answers(200, 'It can; any other status says that it cannot.', ModelReadyView),
  },
  versionReady: {
    tag: 'Open Inference Protocol',
    summary: 'Check that a version can be called',
    answers: answers(200, 'It can; any other status says that it cannot.', ModelReadyView),
  },
  modelInfer: { summary: 'Run a model on tensors', ...INFER },
  versionInfer: { summary: 'Run a version on tensors', ...INFER },
  allStatistics: {
    tag: 'Open Inference Protocol',
    summary: 'Count what this instance ran',
    answers: answers(200, 'By version, since the instance started.', StatisticsView),
  },
  modelStatistics: {
    tag: 'Open Inference Protocol',
    summary: 'Count what this instance ran of a model',
    answers: answers(200, 'By version, since the instance started.', StatisticsView),
  },
  versionStatistics: {
    tag: 'Open Inference Protocol',
    summary: 'Count what this instance ran of a version',
    answers: answers(200, 'Since the instance started.', StatisticsView),
  },

  createEmbeddings: {
    tag: 'OpenAI',
    summary: 'Embed texts',
    description: 'Needs a model that embeds texts; the vectors have the length 1.',
    body: { isRequired: true, contents: json(EmbeddingsBody) },
    answers: answers(200, 'One vector per input.', EmbeddingsView),
  },
  listOpenAiModels: {
    tag: 'OpenAI',
    summary: 'List the models that embed texts',
    answers: answers(200, 'All of them.', OpenAiModelListView),
  },
  getOpenAiModel: {
    tag: 'OpenAI',
    summary: 'Get a model, and whether it can be called',
    description: "OpenAI's model and KServe's readiness (protocol v1) in one.",
    answers: answers(200, 'The model.', ReadyModelView),
  },

  getOpenApi: {
    tag: 'Description',
    summary: 'Get this description',
    answers: answers(200, 'The HTTP API in OpenAPI 3.1.', z.looseObject({ openapi: z.string() })),
  },
} as const satisfies Partial<Record<Operation, OperationDoc>>;
