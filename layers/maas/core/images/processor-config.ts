import * as z from 'zod';
import type { ImageProcessor } from './image-processor.ts';
import { RESAMPLES } from './resample.ts';

/** Processors whose steps are: resize, crop the middle, rescale, normalise. */
const KNOWN_TYPES = ['ViT', 'DeiT', 'CLIP', 'ConvNext', 'Bit', 'MobileNetV1', 'MobileNetV2', 'Beit', 'Siglip'];
const TYPE = new RegExp(`^(?:${KNOWN_TYPES.join('|')})(?:ImageProcessor(?:Fast|Pil)?|FeatureExtractor)$`);

const Side = z.int().min(1).max(8192);
const Box = z.object({ height: Side, width: Side });
const Edge = z.object({ shortest_edge: Side });
const Colours = z.array(z.number()).length(3);

const Config = z.object({
  image_processor_type: z.string().optional(),
  feature_extractor_type: z.string().optional(),
  do_resize: z.boolean().default(true),
  size: z.union([Side, Box, Edge]).optional(),
  crop_pct: z.number().positive().nullish(),
  resample: z.int().refine((value) => RESAMPLES.includes(value)).default(2),
  do_center_crop: z.boolean().nullish(),
  crop_size: z.union([Side, Box]).nullish(),
  do_rescale: z.boolean().default(true),
  rescale_factor: z.number().default(1 / 255),
  rescale_offset: z.literal(false).optional(),
  do_normalize: z.boolean().default(true),
  image_mean: Colours.default([0.5, 0.5, 0.5]),
  image_std: Colours.default([0.5, 0.5, 0.5]),
  do_pad: z.literal(false).nullish(),
});

/** @returns a sentence where `preprocessor_config.json` asks for what is not known */
export function readProcessorConfig(json: unknown): ImageProcessor | string {
  const parsed = Config.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return `image-classification cannot follow preprocessor_config.json: "${issue?.path.join('.') ?? ''}" ${issue?.message ?? ''}`;
  }
  const config = parsed.data;
  const type = config.image_processor_type ?? config.feature_extractor_type;
  if (type !== undefined && !TYPE.test(type)) return `image-classification knows the image processors ${KNOWN_TYPES.join(', ')}; preprocessor_config.json names ${type}`;
  return {
    resample: config.resample,
    rescale: config.do_rescale ? config.rescale_factor : 1,
    mean: config.do_normalize ? config.image_mean : [0, 0, 0],
    std: config.do_normalize ? config.image_std : [1, 1, 1],
    ...toGeometry(config, type ?? ''),
  };
}

function toGeometry({ do_resize: resizes, size, crop_pct: cropShare, do_center_crop: crops, crop_size: cropSize }: z.infer<typeof Config>, type: string): Pick<ImageProcessor, 'resize' | 'crop'> {
  if (type.startsWith('ConvNext') && resizes) return toConvNext(size, cropShare ?? 224 / 256);
  const isSquare = /^(?:ViT|DeiT|Beit|Siglip)/.test(type); // these read a bare number as both sides, the others as the shorter one
  const resize = typeof size === 'number' ? (isSquare ? { height: size, width: size } : { shortestEdge: size }) : size && ('height' in size ? size : { shortestEdge: size.shortest_edge });
  const crop = crops ? (typeof cropSize === 'number' ? { height: cropSize, width: cropSize } : cropSize ?? { height: 224, width: 224 }) : undefined;
  return { ...(resizes ? { resize: resize ?? { height: 224, width: 224 } } : {}), ...(crop ? { crop } : {}) };
}

/** ConvNeXt crops what was resized a little larger, but for large inputs, which are squeezed. */
function toConvNext(size: z.infer<typeof Config>['size'], share: number): Pick<ImageProcessor, 'resize' | 'crop'> {
  const edge = typeof size === 'number' ? size : size === undefined ? 384 : 'height' in size ? size.height : size.shortest_edge;
  const square = { height: edge, width: edge };
  return edge < 384 ? { resize: { shortestEdge: Math.trunc(edge / share) }, crop: square } : { resize: square };
}
