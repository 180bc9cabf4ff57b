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
import { findPixelInput, type PixelInput } from './pixel-input.ts';
import { readProcessorConfig } from './processor-config.ts';
import { findTransparentColour, layOnWhite } from '../../images/transparent-colour.ts';
import type { Picture } from '../../ports/image-decoder.ts';
import { DATATYPES, type Datatype } from '../../tensor.ts';
import { findJson } from '../task/bundle-texts.ts';
import { limitWork } from '../task/call-work.ts';
import { bestScores, type Classified } from '../answers/classes.ts';
import { findScoring, readPipelineFunction } from '../answers/find-scoring.ts';
import { getFloats } from '../task/floats.ts';
import { isHuggingFace, toHuggingFaceBody, getTopK } from '../task/huggingface-body.ts';
import { findLabelMisfit, findLabels } from '../task/label-files.ts';
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
import { requestObject } from '../../json/request-object.ts';
import { rankRows, toRecords, toRowAnswer, type RowAnswer } from '../answers/row-answer.ts';
import {
  applyFunction,
  PIPELINE_FUNCTIONS,
  type PipelineFunction,
  type ScoreFunction,
} from '../scores/score-function.ts';
import { chooseFunction, getScoring } from '../scores/scoring.ts';
import type {
  BundleFacts,
  Task,
  TaskCall,
  ConfiguredContext,
  TaskSetup,
  TaskModel,
} from '../task/task.ts';
import { findLogits } from '../answers/find-logits.ts';
import { toNumbers } from '../task/to-numbers.ts';
import { readUltralytics } from './ultralytics.ts';
import { TaskMisfit } from '../task/task-misfit.ts';

interface Config {
  readonly processor: ImageProcessor;
  readonly pixels: string;
  /** True if the colours of a pixel stand side by side ([N, H, W, 3]), and not in planes. */
  readonly channelsLast: boolean;
  readonly batch: number | null;
  /** Absent in the records of earlier releases, which knew FP32 alone. */
  readonly datatype?: Datatype;
  readonly logits: string;
}

const isConfig = isShape<Config>({
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
      top_k: z.optional(z.nullable(getTopK())),
      function_to_apply: z.optional(z.nullable(z.enum(PIPELINE_FUNCTIONS))),
    },
  ),
);

/** Classes of pictures, which are prepared as the bundle's preprocessor_config.json says. */
export const imageClassification: Task<Config> = {
  name: 'image-classification',
  isLikely: () => true,
  bodies: [Ours, Theirs],
  configure,
  parseConfig: createConfigParser('image-classification', isConfig),
  prepare: (body, context) =>
    body instanceof Uint8Array
      ? prepareBytes(body, context)
      : isHuggingFace(body)
        ? prepareTheirs(body, context)
        : prepareOurs(body, context),
};

function configure(bundle: BundleFacts): TaskSetup | TaskMisfit {
  const input = findPixelInput(
    bundle.signature.inputs,
    findJson(bundle.texts, 'preprocessor_config.json')?.data_format,
  );
  if (input instanceof TaskMisfit) return input;
  const ultralytics = readUltralytics(bundle.texts);
  if (ultralytics instanceof TaskMisfit) return ultralytics;
  const processor = ultralytics?.processor ?? readProcessor(bundle, input.channels);
  if (processor instanceof TaskMisfit) return processor;
  const misfit = findSizeMisfit(input, processor) ?? findByteMisfit(input, processor);
  if (misfit !== undefined) return misfit;
  const logits = findLogits(bundle.signature, 2);
  if (!logits) {
    return new TaskMisfit(
      'image-classification needs an output of shape [-1, classes], a logit per picture and class',
    );
  }
  const labels = ultralytics?.labels ?? findLabels(bundle);
  const labelMisfit = findLabelMisfit(labels, logits.shape[1]);
  if (labelMisfit !== undefined) return labelMisfit;
  const scoring = findScoring(
    bundle,
    logits,
    ultralytics ? 'none' : readPipelineFunction(bundle, labels?.length ?? logits.shape[1]),
  );
  if (scoring instanceof TaskMisfit) return scoring;
  const config: Config = {
    processor,
    pixels: input.name,
    channelsLast: input.channelsLast,
    batch: input.batch ?? null,
    datatype: input.datatype,
    logits: logits.name,
  };
  return { labels, scoring, config };
}

function readProcessor({ texts }: BundleFacts, channels: 1 | 3): ImageProcessor | TaskMisfit {
  const json = findJson(texts, 'preprocessor_config.json');
  return json
    ? readProcessorConfig(json, channels)
    : new TaskMisfit(
        'image-classification needs a preprocessor_config.json that says how pictures are ' +
          'prepared: put it beside model.onnx',
      );
}

function findSizeMisfit(
  { height = -1, width = -1 }: PixelInput,
  { resize, crop }: ImageProcessor,
): TaskMisfit | undefined {
  const size = crop ?? (resize && 'height' in resize ? resize : undefined);
  if (!size || ((height < 0 || height === size.height) && (width < 0 || width === size.width))) {
    return undefined;
  }
  return new TaskMisfit(
    `preprocessor_config.json makes pictures of ${size.height} × ${size.width}, and the model ` +
      `reads ${height} × ${width}`,
  );
}

/** Bytes can only be what the decoder gives. */
function findByteMisfit(
  { name, datatype }: PixelInput,
  { rescale, offset = 0, mean, std, secondStd = [] }: ImageProcessor,
): TaskMisfit | undefined {
  const isPlain =
    rescale === 1 &&
    offset === 0 &&
    mean.every((value) => value === 0) &&
    [...std, ...secondStd].every((value) => value === 1);
  if (datatype !== 'UINT8' || isPlain) return undefined;
  return new TaskMisfit(
    `the input '${name}' is UINT8, whole numbers from 0 to 255, so preprocessor_config.json ` +
      'must say "do_rescale": false and "do_normalize": false',
  );
}

function prepareBytes(bytes: Uint8Array, context: ConfiguredContext<Config>): TaskCall {
  return classify([bytes], context, {}, (rows) => toRecords(rows, false));
}

function prepareOurs(body: unknown, context: ConfiguredContext<Config>): TaskCall {
  const { image, scores: withScores = false } = parseBody(Ours, body);
  return classify([image].flat().map(decodeImageText), context, {}, (rows) =>
    toRecords(rows, withScores),
  );
}

function prepareTheirs(body: unknown, context: ConfiguredContext<Config>): TaskCall {
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
  context: ConfiguredContext<Config>,
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
  { processor, pixels, channelsLast, batch, datatype = 'FP32', logits }: Config,
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
