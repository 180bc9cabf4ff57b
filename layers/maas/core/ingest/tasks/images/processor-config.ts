import type { ImageProcessor } from '../../../images/image-processor.ts';
import { NEAREST } from '../../../images/resample.ts';
import { inEnglish } from '../../../json/in-english.ts';
import { quote } from '../../../quote.ts';
import { TaskMisfit } from '../../../tasks/task/task-misfit.ts';
import {
  FORMS,
  getOptionsSchema,
  listFollowed,
  type ProcessorOptions,
} from './processor-options.ts';

/**
 * The ways of one class of transformers' image processors; else all resize, crop the middle,
 * rescale and normalise.
 */
interface Kind {
  /** The meaning of a bare number as `size`; where absent, releases of transformers differ. */
  readonly bareSize?: 'square' | 'shortest_edge';
  /**
   * True if it crops where the file does not say so (releases differ, so the file must), or not at
   * all.
   */
  readonly crop?: 'unsaid' | 'never';
  readonly normalizes?: false;
  /** Lays what is transparent on white where the file does not say so. */
  readonly laysOnWhite?: true;
  /** Options that it alone reads. */
  readonly options?: readonly string[];
}

const CROPS_SQUARE: Kind = { bareSize: 'square', crop: 'unsaid' };
const CROPS_EDGE: Kind = { bareSize: 'shortest_edge', crop: 'unsaid' };
const UNNAMED: Kind = { crop: 'unsaid' };

const KINDS: Readonly<Record<string, Kind>> = {
  ViT: { bareSize: 'square' },
  DeiT: CROPS_SQUARE,
  CLIP: { ...CROPS_EDGE, laysOnWhite: true },
  ConvNext: { bareSize: 'shortest_edge', crop: 'never', options: ['crop_pct'] },
  Bit: { ...CROPS_EDGE, laysOnWhite: true },
  MobileNetV1: CROPS_EDGE,
  MobileNetV2: CROPS_EDGE,
  Beit: CROPS_SQUARE,
  EfficientNet: { ...CROPS_SQUARE, options: ['rescale_offset', 'include_top'] },
  Siglip: { laysOnWhite: true },
  Levit: CROPS_EDGE,
  Pvt: { bareSize: 'square' },
  MobileViT: { ...CROPS_EDGE, normalizes: false, options: ['do_flip_channel_order'] },
  Segformer: { bareSize: 'square', crop: 'never' },
};
const TYPE = new RegExp(
  `^(${Object.keys(KINDS).join('|')})(?:ImageProcessor(?:Fast|Pil)?|FeatureExtractor)$`,
);

/**
 * Options that change no pixel: pictures come as RGB, with rows of pixels, and the model says how
 * its input lies.
 */
const WITHOUT_EFFECT = [
  'image_processor_type',
  'feature_extractor_type',
  'processor_class',
  'model_input_names',
  'transformers_version',
  '_valid_processor_keys',
  'do_reduce_labels',
  'reduce_labels',
  'data_format',
  'device',
  'disable_grouping',
  'return_tensors',
  'pad_size',
];

type Options = Readonly<Record<string, unknown>>;

/**
 * Makes of `preprocessor_config.json` the processor that transformers 5.23 makes of it.
 * @param channels that the model reads: 3, or 1 for grey pictures
 * @returns a sentence where `preprocessor_config.json` asks for what is not done here, or leaves
 *   open what releases of transformers take differently
 */
export function readProcessorConfig(
  json: Options,
  channels: 1 | 3 = 3,
): ImageProcessor | TaskMisfit {
  // Written for "as the class does"
  const said = Object.entries(json).filter(([, value]) => value !== null);
  const options = Object.fromEntries(
    channels === 1 ? said.map(([option, value]) => [option, toOneColour(option, value)]) : said,
  );
  const type = options.image_processor_type ?? options.feature_extractor_type;
  const name = typeof type === 'string' ? TYPE.exec(type)?.[1] : undefined;
  if (type !== undefined && name === undefined) {
    return new TaskMisfit(
      `image-classification knows the image processors ${Object.keys(KINDS).join(', ')}; ` +
        `preprocessor_config.json names ${quote(type)}`,
    );
  }
  const kind = KINDS[name ?? ''] ?? UNNAMED;
  const unknown = Object.keys(options).find((option) => !isTaken(option, options[option], kind));
  if (unknown !== undefined) {
    return refuse(
      `"${unknown}" is not followed here${name === undefined ? '' : ` for ${name}`}; where it ` +
        'changes no pixel, take it out',
      options[unknown],
    );
  }
  const parsed = getOptionsSchema().safeParse(options, { error: inEnglish });
  if (!parsed.success) {
    const [fault] = parsed.error.issues;
    const key = String(fault?.path[0]);
    return refuse(`"${key}" ${FORMS[key] ?? fault?.message ?? ''}`, options[key]);
  }
  const missing =
    findMissing(parsed.data, kind, name) ??
    (channels === 1 ? findColours(parsed.data, name) : undefined);
  if (missing !== undefined) return refuse(missing);
  return { ...toProcessor(parsed.data, kind, name), ...(channels === 1 ? { channels } : {}) };
}

/** The list of one that is written for grey pictures. */
function toOneColour(option: string, value: unknown): unknown {
  return ['image_mean', 'image_std'].includes(option) && Array.isArray(value) && value.length === 1
    ? value[0]
    : value;
}

function findColours(config: ProcessorOptions, name: string | undefined): string | undefined {
  if (name === 'MobileViT') return undefined; // it turns colours round, of which there is one
  const [strange] = (['image_mean', 'image_std'] as const).filter(
    (option) => new Set(config[option]).size > 1,
  );
  return config.do_normalize && strange !== undefined
    ? `"${strange}" must be one number, as the model reads 1 channel (grey)`
    : undefined;
}

function refuse(fault: string, given?: unknown): TaskMisfit {
  return new TaskMisfit(
    'image-classification cannot follow preprocessor_config.json: ' +
      `${fault}${given === undefined ? '' : ` (got ${quote(given)})`}`,
  );
}

/** Tells whether an option is followed, changes nothing, or is switched off. */
function isTaken(
  option: string,
  value: unknown,
  { options = [], crop, normalizes }: Kind,
): boolean {
  if (WITHOUT_EFFECT.includes(option) || (value === false && !listFollowed().includes(option))) {
    return true;
  }
  if (option === 'do_center_crop') return crop !== 'never' || value === false;
  if (option === 'do_normalize') return normalizes !== false || value === false;
  const isOfSome = Object.values(KINDS).some((kind) => kind.options?.includes(option));
  return isOfSome ? options.includes(option) || value === false : listFollowed().includes(option);
}

function findMissing(
  config: ProcessorOptions,
  { bareSize, crop, normalizes }: Kind,
  name: string | undefined,
): string | undefined {
  const { do_resize: resizes, size, do_center_crop: crops } = config;
  if (resizes && size === undefined) return '"size" must be said, or "do_resize": false';
  if (resizes && config.resample === undefined) {
    return '"resample" must be said, or "do_resize": false';
  }
  if (
    typeof size === 'number' &&
    config.default_to_square === undefined &&
    bareSize === undefined
  ) {
    return '"size" must be {"height", "width"} or {"shortest_edge"}: a number can mean either';
  }
  if (name === 'ConvNext' && resizes && typeof size === 'object' && 'height' in size) {
    return '"size" of ConvNext must be {"shortest_edge"} or a number';
  }
  if (crops === undefined && crop === 'unsaid') {
    return '"do_center_crop" must be said, true or false';
  }
  if (crops && config.crop_size === undefined) {
    return '"crop_size" must be said, or "do_center_crop": false';
  }
  if (config.do_normalize && normalizes !== false && !(config.image_mean && config.image_std)) {
    return '"image_mean" and "image_std" must be said, or "do_normalize": false';
  }
  return name === 'EfficientNet' && config.include_top && !config.image_std
    ? '"image_std" must be said, or "include_top": false'
    : undefined;
}

function toProcessor(
  config: ProcessorOptions,
  kind: Kind,
  name: string | undefined,
): ImageProcessor {
  const normalizes = config.do_normalize && kind.normalizes !== false;
  return {
    resample: config.resample ?? NEAREST,
    rescale: config.do_rescale ? config.rescale_factor : 1,
    mean: (normalizes ? config.image_mean : undefined) ?? [0, 0, 0],
    std: (normalizes ? config.image_std : undefined) ?? [1, 1, 1],
    ...(name === 'ConvNext' && config.do_resize
      ? toConvNext(config)
      : toGeometry(config, kind, name)),
    ...((config.do_convert_rgb ?? kind.laysOnWhite) ? { laysOnWhite: true } : {}),
    ...(name === 'EfficientNet' && config.do_rescale && config.rescale_offset
      ? { offset: -1 }
      : {}),
    ...(name === 'EfficientNet' && config.include_top && config.image_std
      ? { secondStd: config.image_std }
      : {}),
    ...(name === 'MobileViT' && config.do_flip_channel_order ? { isBgr: true } : {}),
  };
}

type Geometry = Pick<ImageProcessor, 'resize' | 'crop'>;

function toGeometry(
  {
    do_resize: resizes,
    size,
    default_to_square: isSquare,
    do_center_crop: crops,
    crop_size: crop,
  }: ProcessorOptions,
  { bareSize }: Kind,
  name: string | undefined,
): Geometry {
  const target =
    typeof size !== 'number'
      ? size
      : (isSquare ?? bareSize === 'square')
        ? { height: size, width: size }
        : { shortest_edge: size };
  const resize =
    target && 'shortest_edge' in target
      ? {
          shortestEdge:
            name === 'Levit'
              ? Math.trunc((256 / 224) * target.shortest_edge)
              : target.shortest_edge,
        }
      : target;
  return { ...(resizes && resize ? { resize } : {}), ...(crops && crop ? { crop } : {}) };
}

/** ConvNeXt crops what was resized a little larger, but for large inputs, which are squeezed. */
function toConvNext({ size, crop_pct: share }: ProcessorOptions): Geometry {
  const edge =
    typeof size === 'number' ? size : size && 'shortest_edge' in size ? size.shortest_edge : 384;
  const square = { height: edge, width: edge };
  return edge < 384
    ? { resize: { shortestEdge: Math.trunc(edge / share) }, crop: square }
    : { resize: square };
}
