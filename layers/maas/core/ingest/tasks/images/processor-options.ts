import * as z from 'zod/mini';
import { RESAMPLES } from '../../../images/resample.ts';
import { lazily } from '../../../lazily.ts';

const LONGEST_SIDE = 8192;
/** The options of `preprocessor_config.json` that are followed. */
export const getOptionsSchema = lazily(() => {
  const Side = z.int().check(z.minimum(1), z.maximum(LONGEST_SIDE));
  const Box = z.strictObject({ height: Side, width: Side });
  const Pair = z.pipe(
    z.tuple([Side, Side]),
    z.transform(([height, width]) => ({ height, width })),
  );
  const Flag = z.boolean('must be true or false');
  const Colours = z.pipe(
    z.union(
      [z.number(), z.tuple([z.number(), z.number(), z.number()])],
      'must be a number, or a list of three',
    ),
    z.transform((value) => (typeof value === 'number' ? [value, value, value] : [...value])),
  );
  return z.object({
    do_resize: z._default(Flag, true),
    size: z.optional(z.union([Side, Box, Pair, z.strictObject({ shortest_edge: Side })])),
    default_to_square: z.optional(Flag),
    crop_pct: z._default(
      z.number('must be a number').check(z.minimum(0.01, 'must be 0.01 or more')),
      224 / 256,
    ),
    resample: z.optional(
      z.literal(
        RESAMPLES,
        'must be 0 (nearest), 1 (Lanczos), 2 (bilinear), 3 (bicubic), 4 (box) or 5 (Hamming)',
      ),
    ),
    do_center_crop: z.optional(Flag),
    crop_size: z.optional(
      z.union([
        z.pipe(
          Side,
          z.transform((side) => ({ height: side, width: side })),
        ),
        Box,
        Pair,
      ]),
    ),
    do_rescale: z._default(Flag, true),
    rescale_factor: z._default(z.number('must be a number'), 1 / 255),
    rescale_offset: z._default(Flag, false),
    do_normalize: z._default(Flag, true),
    image_mean: z.optional(Colours),
    image_std: z.optional(
      Colours.check(z.refine((values) => !values.includes(0), 'must not be 0')),
    ),
    include_top: z._default(Flag, true),
    do_flip_channel_order: z._default(Flag, true),
    do_convert_rgb: z.optional(Flag),
  });
});
export type ProcessorOptions = z.infer<ReturnType<typeof getOptionsSchema>>;
export const listFollowed = lazily(() => Object.keys(getOptionsSchema().shape));

/** What an option must be, where it has several forms. */
export const FORMS: Readonly<Record<string, string>> = {
  size: `must be {"height", "width"}, {"shortest_edge"} or a number, of at most ${LONGEST_SIDE}`,
  crop_size: `must be {"height", "width"} or a number, of at most ${LONGEST_SIDE}`,
};
