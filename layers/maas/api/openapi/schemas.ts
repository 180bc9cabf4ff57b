import * as z from 'zod/mini';
import { HuggingFaceApiBody } from '../../core/neighbours/hugging-face.ts';
import { InvocationsBody } from '../../core/neighbours/invocations.ts';
import { InstancesBody, PredictionsView } from '../../core/neighbours/kserve.ts';
import { EmbedBody, RanksView, RerankBody } from '../../core/neighbours/tei.ts';
import { EmbeddingsBody } from '../../core/openai/embeddings-request.ts';
import { AccessChange, AccessView } from '../schemas/access.ts';
import { AliasChange } from '../schemas/alias-change.ts';
import { BaselineChange, DriftView } from '../schemas/drift.ts';
import { ErrorView, OpenAiErrorView } from '../schemas/errors.ts';
import { FeedbackList } from '../schemas/feedback.ts';
import { MetricsView } from '../schemas/metrics-view.ts';
import { ModelView } from '../schemas/model-view.ts';
import { NewVersion } from '../schemas/new-version.ts';
import { UploadAddresses } from '../schemas/upload-addresses.ts';
import { EmbeddingsView, OpenAiModelView, ReadyModelView } from '../schemas/openai.ts';
import { PredictBody, TASK_REQUESTS } from '../schemas/predict-body.ts';
import {
  InferRequestView,
  InferResponseView,
  ModelMetadataView,
  StatisticsView,
  TensorSpecView,
} from '../schemas/protocol.ts';
import { NewRollout, RolloutOnReady, RolloutView } from '../schemas/rollout.ts';
import { HuggingFaceAnswer } from '../schemas/hugging-face-answer.ts';
import { PredictAnswer, TASK_RECORDS } from '../schemas/task-records.ts';
import { UploadForm } from '../schemas/upload-form.ts';
import { VersionView } from '../schemas/version-view.ts';

/** `text-classification` as `TextClassificationRequest`. */
function nameByTask(
  schemas: Readonly<Record<string, z.ZodMiniType>>,
  kind: 'Request' | 'Record',
): Record<string, z.ZodMiniType> {
  return Object.fromEntries(
    Object.entries(schemas).map(([task, schema]) => [`${toPascalCase(task)}${kind}`, schema]),
  );
}

function toPascalCase(name: string): string {
  return name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

export type JsonSchema = Record<string, unknown>;

const REQUESTS = {
  ...nameByTask(TASK_REQUESTS, 'Request'),
  AccessChange,
  AliasChange,
  BaselineChange,
  EmbeddingsRequest: EmbeddingsBody,
  EmbedRequest: EmbedBody,
  HuggingFaceRequest: HuggingFaceApiBody,
  InferRequest: InferRequestView,
  InstancesRequest: InstancesBody,
  InvocationsRequest: InvocationsBody,
  NewRollout,
  NewVersion,
  PredictRequest: PredictBody,
  RerankRequest: RerankBody,
  RolloutOnReady,
  UploadForm,
};
const ANSWERS = {
  ...nameByTask(TASK_RECORDS, 'Record'),
  Access: AccessView,
  Drift: DriftView,
  Embeddings: EmbeddingsView,
  Error: ErrorView,
  Feedback: FeedbackList,
  HuggingFaceAnswer,
  InferResponse: InferResponseView,
  Metrics: MetricsView,
  Model: ModelView,
  ModelMetadata: ModelMetadataView,
  OpenAiError: OpenAiErrorView,
  OpenAiModel: OpenAiModelView,
  PredictAnswer,
  Predictions: PredictionsView,
  Ranks: RanksView,
  ReadyModel: ReadyModelView,
  Rollout: RolloutView,
  Statistics: StatisticsView,
  Tensor: TensorSpecView,
  Upload: UploadAddresses,
  Version: VersionView,
};

/** The schemas that have a name in the description; the others stand where they are used. */
export const COMPONENTS: Readonly<
  Record<keyof typeof REQUESTS | keyof typeof ANSWERS, z.ZodMiniType>
> = { ...REQUESTS, ...ANSWERS };

const NAMES: ReadonlyMap<unknown, string> = new Map(
  Object.entries(COMPONENTS).map(([name, schema]) => [schema, name]),
);

/** A schema's place, or the schema itself where it has no name. */
export function refer(schema: z.ZodMiniType, io: 'input' | 'output'): JsonSchema {
  const name = NAMES.get(schema);
  return name === undefined ? convert(schema, io) : { $ref: toUri(name) };
}

/** By name. */
export function toComponents(): JsonSchema {
  return { ...mapSchemas(REQUESTS, 'input'), ...mapSchemas(ANSWERS, 'output') };
}

function mapSchemas(
  schemas: Readonly<Record<string, z.ZodMiniType>>,
  io: 'input' | 'output',
): JsonSchema {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, convert(schema, io)]),
  );
}

/**
 * JSON Schema 2020-12, which is OpenAPI 3.1's own; what has a name is referred to, not repeated.
 */
function convert(schema: z.ZodMiniType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...converted } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema, path }) => {
      const name = path.length > 0 ? NAMES.get(zodSchema) : undefined;
      if (name === undefined) {
        const description = findDescription(zodSchema);
        if (description !== undefined) jsonSchema.description = description;
        return;
      }
      for (const key of Object.keys(jsonSchema)) Reflect.deleteProperty(jsonSchema, key);
      jsonSchema.$ref = toUri(name);
    },
  }) as JsonSchema;
  return converted;
}

/** A key that may be left out, or be null, is described by what it is otherwise. */
function findDescription(schema: z.core.$ZodType): string | undefined {
  const { description } = z.globalRegistry.get(schema) ?? {};
  if (description !== undefined) return description;
  if (schema instanceof z.ZodMiniPipe) return findDescription(schema.def.in);
  if (schema instanceof z.ZodMiniLazy) return findDescription(schema.def.getter());
  return schema instanceof z.ZodMiniOptional || schema instanceof z.ZodMiniNullable
    ? findDescription(schema.def.innerType)
    : undefined;
}

function toUri(name: string): string {
  return `#/components/schemas/${name}`;
}
