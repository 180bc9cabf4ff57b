import * as z from 'zod/mini';
import type { Operation } from '../../contract/routes.ts';
import { HuggingFaceApiBody } from '../../core/neighbours/hugging-face.ts';
import { InvocationsBody } from '../../core/neighbours/invocations.ts';
import { InstancesBody, PredictionsView } from '../../core/neighbours/kserve.ts';
import { EmbedBody, RanksView, RerankBody } from '../../core/neighbours/tei.ts';
import { HuggingFaceAnswer } from '../schemas/hugging-face-answer.ts';
import { PredictDefaultQuery, PredictQuery } from '../schemas/predict-query.ts';
import { ServerReadyView } from '../schemas/protocol.ts';
import { answers, BYTES, json, type OperationDoc } from './operation-doc.ts';

const TEXT = '这是一个正面的文本';
const PREDICTIONS = answers(200, 'One prediction per instance.', PredictionsView);

const INVOKE: Omit<OperationDoc, 'query'> = {
  tag: 'Neighbours',
  summary: 'Predict as MLflow and SageMaker do',
  description:
    'Rows of a table, texts, pictures or tensors, as a frame of pandas, as instances or as ' +
    'CSV, or an instance per line of JSON; a picture may be the whole body. In CSV or lines of ' +
    'JSON comes back where `Accept` says text/csv or application/jsonlines.',
  body: {
    isRequired: true,
    contents: {
      ...json(InvocationsBody, { instances: [TEXT] }),
      'text/csv': { schema: BYTES },
      'application/jsonlines': { schema: BYTES },
      'image/*': { schema: BYTES },
    },
  },
  answers: {
    200: {
      description: 'One prediction per row.',
      contents: {
        ...json(PredictionsView),
        'text/csv': { schema: BYTES },
        'application/jsonlines': { schema: BYTES },
      },
    },
  },
};
const EMBED: Omit<OperationDoc, 'query'> = {
  tag: 'Neighbours',
  summary: 'Embed texts, as text-embeddings-inference does',
  body: { isRequired: true, contents: json(EmbedBody) },
  answers: answers(200, 'A vector per text.', z.array(z.array(z.nullable(z.number())))),
};
const RERANK: Omit<OperationDoc, 'query'> = {
  tag: 'Neighbours',
  summary: 'Rank texts for a query, as text-embeddings-inference does',
  description: 'Needs a cross-encoder: a model of texts that gives one score per pair.',
  body: { isRequired: true, contents: json(RerankBody) },
  answers: answers(200, 'The texts by their places, the best first.', RanksView),
};
const HUGGING_FACE: OperationDoc = {
  tag: 'Neighbours',
  summary: "Predict as Hugging Face's Inference API does",
  description:
    "For huggingface_hub's InferenceClient and others: answers are nested as that API nests " +
    'them. A picture may be the whole body.',
  query: PredictQuery,
  body: {
    isRequired: true,
    contents: { ...json(HuggingFaceApiBody, { inputs: TEXT }), 'image/*': { schema: BYTES } },
  },
  answers: answers(
    200,
    "What the task's pipeline answers; classes of a text in a list of lists.",
    HuggingFaceAnswer,
  ),
};

/** The calls of other servers, for those who come from them. */
export const NEIGHBOUR_OPERATIONS = {
  predictInstances: {
    tag: 'Neighbours',
    summary: "Predict by KServe's protocol v1",
    description:
      "The path's last segment is the model's name and `:predict`. TensorFlow Serving's call " +
      'is the same.',
    query: PredictQuery,
    body: { isRequired: true, contents: json(InstancesBody, { instances: [TEXT] }) },
    answers: PREDICTIONS,
  },
  ping: {
    tag: 'Neighbours',
    summary: 'Check that the server can serve, as MLflow and SageMaker ask',
    answers: answers(200, 'It can.', ServerReadyView),
  },
  invokeDefault: { ...INVOKE, query: PredictDefaultQuery },
  invoke: { ...INVOKE, query: PredictQuery },
  invokeEndpoint: {
    ...INVOKE,
    description: "The path of SageMaker's runtime, for boto3's client with another endpoint_url.",
    query: PredictQuery,
  },
  embedDefault: { ...EMBED, query: PredictDefaultQuery },
  embed: { ...EMBED, query: PredictQuery },
  rerankDefault: { ...RERANK, query: PredictDefaultQuery },
  rerank: { ...RERANK, query: PredictQuery },
  huggingFace: HUGGING_FACE,
  huggingFaceOfOrganisation: {
    ...HUGGING_FACE,
    body: { isRequired: true, contents: json(HuggingFaceApiBody) },
    description: 'Takes a name of the hub, `org/name`, which means the model `org--name`.',
  },
} as const satisfies Partial<Record<Operation, OperationDoc>>;
