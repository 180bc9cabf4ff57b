import * as z from 'zod/mini';
import { LIMITS } from '../../../contract/limits.ts';
import { listPredicted } from '../task/predicted.ts';
import { MaasError } from '../../errors.ts';
import { decodeImageText } from '../../images/image-bytes.ts';
import {
  isImageProcessor,
  processImage,
  releasePixels,
  type ImageProcessor,
} from '../../images/image-processor.ts';
import { limitPixels } from '../../images/limit-pixels.ts';
import { findTransparentColour, layOnWhite } from '../../images/transparent-colour.ts';
import type { Picture } from '../../ports/image-decoder.ts';
import { DATATYPES, type Datatype } from '../../tensor.ts';
import { limitWork } from '../task/call-work.ts';
import { bestScores, type Classified } from '../answers/classes.ts';
import { getFloats } from '../task/floats.ts';
import { isHuggingFace, toHuggingFaceBody, getTopK } from '../task/huggingface-body.ts';
import { createConfigParser } from '../task/config-parser.ts';
import {
  isFlag,
  isNullable,
  isNumber,
  isOneOf,
  isOptional,
  isShape,
  isText,
} from '../../json/guards.ts';
import { parseBody } from '../../json/parse-body.ts';
import { parseTaskBody } from '../task/parse-task-body.ts';
import { requestObject } from '../../json/request-object.ts';
import { rankRows, toRecords, toRowAnswer, type RowAnswer } from '../answers/row-answer.ts';
import {
  applyFunction,
  PIPELINE_FUNCTIONS,
  type PipelineFunction,
  type ScoreFunction,
} from '../scores/score-function.ts';
import { chooseFunction, getScoring } from '../scores/scoring.ts';
import type { Task, TaskCall, ConfiguredContext, TaskModel } from '../task/task.ts';
import { toNumbers } from '../task/to-numbers.ts';

/** Of a model that classifies pictures. */
export interface ImageConfig {
  readonly processor: ImageProcessor;
  readonly pixels: string;
  /** True if the colours of a pixel stand side by side ([N, H, W, 3]), and not in planes. */
  readonly channelsLast: boolean;
  readonly batch: number | null;
  /** Absent in the records of earlier releases, which knew FP32 alone. */
  readonly datatype?: Datatype;
  readonly logits: string;
}

const isConfig = isShape<ImageConfig>({
  processor: isImageProcessor,
  pixels: isText,
  channelsLast: isFlag,
  batch: isNullable(isNumber),
  datatype: isOptional(isOneOf(DATATYPES)),
  logits: isText,
});

const Ours = z.lazy(() =>
  requestObject({
    image: z
      .union([
        z.string(),
        z.array(z.string()).check(z.minLength(1), z.maxLength(LIMITS.callImages)),
      ])
      .check(z.describe('A JPEG, PNG or WebP as base64 or data URL, or a list of them.')),
    scores: z
      .optional(z.boolean())
      .check(z.describe('Adds a number per class, `score:<class>`, to each record.')),
  }),
);

const Theirs = z.lazy(() =>
  toHuggingFaceBody(
    z.union([z.string(), z.array(z.string()).check(z.maxLength(LIMITS.callImages))]),
    {
      top_k: z
        .optional(z.nullable(getTopK()))
        .check(z.describe('Labels per picture, the best first; 5 by default.')),
      function_to_apply: z
        .optional(z.nullable(z.enum(PIPELINE_FUNCTIONS)))
        .check(
          z.describe("What makes scores of the model's numbers, in place of what its files say."),
        ),
    },
  ),
);

/** Classes of pictures, which are prepared as the bundle's preprocessor_config.json says. */
export const imageClassification: Task<ImageConfig> = {
  name: 'image-classification',
  bodies: [Ours, Theirs],
  parseConfig: createConfigParser('image-classification', isConfig),
  prepare: (body, context) =>
    body instanceof Uint8Array
      ? prepareBytes(body, context)
      : isHuggingFace(body)
        ? prepareTheirs(body, context)
        : prepareOurs(body, context),
};

function prepareBytes(bytes: Uint8Array, context: ConfiguredContext<ImageConfig>): TaskCall {
  return classify([bytes], context, {}, (rows) => toRecords(rows, false));
}

function prepareOurs(body: unknown, context: ConfiguredContext<ImageConfig>): TaskCall {
  const { image, scores: withScores = false } = parseTaskBody(Ours, body, '{"image": …}');
  return classify([image].flat().map(decodeImageText), context, {}, (rows) =>
    toRecords(rows, withScores),
  );
}

function prepareTheirs(body: unknown, context: ConfiguredContext<ImageConfig>): TaskCall {
  const { inputs, parameters: { top_k: topK, function_to_apply: asked } = {} } = parseBody(
    Theirs,
    body,
  );
  return classify(
    [inputs].flat().map(decodeImageText),
    context,
    { function: asked ?? undefined },
    (rows) => {
      const answers = rankRows(rows, topK ?? 5);
      return Array.isArray(inputs) ? answers : answers[0];
    },
  );
}

function classify(
  images: readonly Uint8Array[],
  context: ConfiguredContext<ImageConfig>,
  options: { readonly function?: PipelineFunction | undefined },
  toBody: (rows: readonly RowAnswer[]) => unknown,
): TaskCall {
  const { labels } = context;
  limitWork('classScores', images.length * (labels?.length ?? 1));
  const known = context.config;
  const scoreFunction = chooseFunction(getScoring(context), options.function);
  return async (model) => {
    const decode = limitPixels(model.decoders.images);
    const rows: Classified[] = [];
    const size = Math.min(known.batch ?? LIMITS.runImages, LIMITS.runImages);
    for (let at = 0; at < images.length; at += size) {
      rows.push(
        ...(await runBatch(images.slice(at, at + size), known, scoreFunction, model, decode)),
      );
    }
    const answers = rows.map((row) => toRowAnswer(row, labels));
    return {
      body: toBody(answers),
      scores: bestScores(rows),
      predicted: listPredicted(answers),
    };
  };
}

async function runBatch(
  images: readonly Uint8Array[],
  { processor, pixels, channelsLast, batch, datatype = 'FP32', logits }: ImageConfig,
  scoreFunction: ScoreFunction,
  model: TaskModel,
  decode: (bytes: Uint8Array) => Promise<Picture>,
): Promise<Classified[]> {
  const count = batch ?? images.length;
  let tensor: { shape: number[]; data: Float32Array } | undefined;
  for (const [index, bytes] of images.entries()) {
    const picture = await decode(bytes);
    if (processor.laysOnWhite) layOnWhite(picture, findTransparentColour(bytes));
    const { width, height, values } = processImage(picture, processor, channelsLast);
    releasePixels(picture);
    if (count * values.length > LIMITS.tensorElements) {
      throw new MaasError(
        'PAYLOAD_TOO_LARGE',
        `A tensor may have ${LIMITS.tensorElements} elements; ${count} pictures of ${width} × ` +
          `${height} make ${count * values.length}.`,
      );
    }
    const channels = processor.channels ?? 3;
    tensor ??= {
      shape: channelsLast ? [count, height, width, channels] : [count, channels, height, width],
      data: new Float32Array(count * values.length),
    };
    if (tensor.data.length !== count * values.length) {
      throw new MaasError(
        'INVALID_REQUEST',
        'Pictures of different sizes cannot be sent to this model in one call: it takes them ' +
          'as they are.',
      );
    }
    tensor.data.set(values, index * values.length);
  }
  if (!tensor) return [];
  const results = await model.run(
    { [pixels]: { datatype, shape: tensor.shape, data: toNumbers(tensor.data, datatype) } },
    [logits],
  );
  const values = getFloats(results, logits);
  const width = values.length / count;
  return images.map((_, row) => ({
    scores: applyFunction(values.subarray(row * width, (row + 1) * width), scoreFunction),
  }));
}
