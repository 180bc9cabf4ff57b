import { TaskMisfit } from '../../../tasks/task/task-misfit.ts';
import type { Datatype, TensorSpec } from '../../../tensor.ts';

/** The form in which a model takes pictures. */
export interface PixelInput {
  readonly name: string;
  /** 3 for red, green and blue; 1 for grey. */
  readonly channels: 1 | 3;
  /** True if the colours of a pixel stand side by side ([N, H, W, 3]), and not in planes. */
  readonly channelsLast: boolean;
  readonly datatype: Datatype;
  /** The number of pictures, if the model fixes it. */
  readonly batch?: number;
  readonly height?: number;
  readonly width?: number;
}

const DATATYPES: readonly Datatype[] = ['FP32', 'FP16', 'FP64', 'UINT8'];
const NEED =
  'image-classification needs one input of the shape [-1, 3, height, width] or [-1, height, ' +
  'width, 3] (1 in the place of 3 for grey pictures), FP32, FP16, FP64 or UINT8';

/**
 * @param format where no axis of the input says how it lies: the `data_format` of
 *   preprocessor_config.json
 * @returns what the model should have, where it takes no pictures
 */
export function findPixelInput(
  inputs: readonly TensorSpec[],
  format: unknown,
): PixelInput | TaskMisfit {
  const [input] = inputs;
  const got = inputs
    .map(({ name, datatype, shape }) => `'${name}' ${datatype}[${shape.join(', ')}]`)
    .join(', ');
  if (
    !input ||
    inputs.length > 1 ||
    input.shape.length !== 4 ||
    !DATATYPES.includes(input.datatype)
  ) {
    return new TaskMisfit(`${NEED}; the model has ${got}`);
  }
  const [batch = -1, first = -1, middle = -1, last = -1] = input.shape;
  const channelsLast = isChannels(first)
    ? false
    : isChannels(last) || (first < 0 && format === 'channels_last');
  const channels = channelsLast ? last : first;
  if (channels > 0 && !isChannels(channels)) {
    return new TaskMisfit(
      'image-classification makes pictures of 3 channels (red, green, blue) or 1 (grey), and ' +
        `the model has ${got}`,
    );
  }
  const [height, width] = channelsLast ? [first, middle] : [middle, last];
  return {
    name: input.name,
    channels: channels === 1 ? 1 : 3,
    channelsLast,
    datatype: input.datatype,
    ...(batch > 0 ? { batch } : {}),
    ...(height > 0 ? { height } : {}),
    ...(width > 0 ? { width } : {}),
  };
}

function isChannels(size: number): boolean {
  return size === 1 || size === 3;
}
