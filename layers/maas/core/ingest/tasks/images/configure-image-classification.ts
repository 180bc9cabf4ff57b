import type { ImageProcessor } from '../../../images/image-processor.ts';
import type { ImageConfig } from '../../../tasks/images/image-classification.ts';
import { TaskMisfit } from '../../../tasks/task/task-misfit.ts';
import type { TaskSetup } from '../../../tasks/task/task.ts';
import type { BundleFacts } from '../bundle/bundle-facts.ts';
import { findJson } from '../bundle/bundle-texts.ts';
import { findLogits } from '../bundle/find-logits.ts';
import { findScoring, readPipelineFunction } from '../bundle/find-scoring.ts';
import { findLabelMisfit, findLabels } from '../bundle/label-files.ts';
import { findPixelInput, type PixelInput } from './pixel-input.ts';
import { readProcessorConfig } from './processor-config.ts';
import { readUltralytics } from './ultralytics.ts';

export function configureImageClassification(bundle: BundleFacts): TaskSetup | TaskMisfit {
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
  const config: ImageConfig = {
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
