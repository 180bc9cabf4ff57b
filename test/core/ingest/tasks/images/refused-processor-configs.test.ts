import { describe, expect, it } from '@jest/globals';
import { readProcessorConfig } from '../../../../../layers/maas/core/ingest/tasks/images/processor-config.ts';
import { VIT } from '../../../../support/processor-configs.ts';

const CLIP = {
  ...VIT,
  image_processor_type: 'CLIPImageProcessor',
  size: { shortest_edge: 8 },
  do_center_crop: true,
  crop_size: 8,
};

const without = (config: Record<string, unknown>, key: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(config).filter(([name]) => name !== key));

describe('a preprocessor_config.json', () => {
  it.each<[string, Record<string, unknown>, string]>([
    [
      'a class that is not known',
      { ...VIT, image_processor_type: 'TimmWrapperImageProcessor' },
      'names "TimmWrapperImageProcessor"',
    ],
    [
      'a class of which a known one is a part',
      { ...VIT, image_processor_type: 'DINOv3ViTImageProcessorFast' },
      'names "DINOv3ViTImageProcessorFast"',
    ],
    [
      'code of its own',
      { ...VIT, auto_map: { AutoImageProcessor: 'mine.Mine' } },
      '"auto_map" is not followed here for ViT; where it changes no pixel, take it out (got ',
    ],
    [
      'grey pictures',
      { ...VIT, do_grayscale: true },
      '"do_grayscale" is not followed here for ViT; where it changes no pixel, take it out ' +
        '(got true)',
    ],
    ['padding', { ...VIT, do_pad: true }, '"do_pad" is not followed'],
    ['a thumbnail', { ...VIT, do_thumbnail: true }, '"do_thumbnail" is not followed'],
    [
      'an option that nobody knows',
      { ...VIT, crop_mode: 'border' },
      '"crop_mode" is not followed here for ViT; where it changes no pixel, take it out (got ' +
        '"border")',
    ],
    [
      'channels first in the input',
      { ...VIT, input_data_format: 'channels_first' },
      '"input_data_format" is not followed',
    ],
    [
      'crop_pct of another class than ConvNext',
      { ...VIT, crop_pct: 0.9 },
      '"crop_pct" is not followed here for ViT',
    ],
    [
      'rescale_offset of another class than EfficientNet',
      { ...VIT, rescale_offset: true },
      '"rescale_offset" is not followed here for ViT',
    ],
    [
      'flipped colours of another class than MobileViT',
      { ...VIT, do_flip_channel_order: true },
      '"do_flip_channel_order" is not followed here for ViT',
    ],
    [
      'a longest edge',
      { ...VIT, size: { shortest_edge: 8, longest_edge: 16 } },
      '"size" must be {"height", "width"}, {"shortest_edge"} or a number, of at most 8192 (got ' +
        '{"shortest_edge":8,"longest_edge":16})',
    ],
    ['greatest sides', { ...VIT, size: { max_height: 8, max_width: 8 } }, '"size" must be'],
    ['a size of half a pixel', { ...VIT, size: 8.5 }, '"size" must be'],
    ['a size beyond reason', { ...VIT, size: 100_000 }, 'of at most 8192 (got 100000)'],
    [
      'a crop to a shorter edge',
      { ...CLIP, crop_size: { shortest_edge: 8 } },
      '"crop_size" must be {"height", "width"} or a number, of at most 8192',
    ],
    [
      'a filter that Pillow does not have',
      { ...VIT, resample: 6 },
      '"resample" must be 0 (nearest), 1 (Lanczos), 2 (bilinear), 3 (bicubic), 4 (box) or 5 ' +
        '(Hamming) (got 6)',
    ],
    ['a filter by name', { ...VIT, resample: 'bilinear' }, '"resample" must be 0 (nearest)'],
    [
      'the mean of one colour',
      { ...VIT, image_mean: [0.5] },
      '"image_mean" must be a number, or a list of three (got [0.5])',
    ],
    [
      'four deviations',
      { ...VIT, image_std: [1, 1, 1, 1] },
      '"image_std" must be a number, or a list of three',
    ],
    ['a deviation of nothing', { ...VIT, image_std: [1, 0, 1] }, '"image_std" must not be 0'],
    [
      'a switch in words',
      { ...VIT, do_resize: 'yes' },
      '"do_resize" must be true or false (got "yes")',
    ],
    ['no size', without(VIT, 'size'), '"size" must be said, or "do_resize": false'],
    ['no filter', without(VIT, 'resample'), '"resample" must be said, or "do_resize": false'],
    [
      'no mean',
      without(VIT, 'image_mean'),
      '"image_mean" and "image_std" must be said, or "do_normalize": false',
    ],
    [
      'a crop of no size',
      without(CLIP, 'crop_size'),
      '"crop_size" must be said, or "do_center_crop": false',
    ],
    [
      'a class that crops, and no word of it',
      without(CLIP, 'do_center_crop'),
      '"do_center_crop" must be said, true or false',
    ],
    [
      'a number as size, and no class',
      { ...without(VIT, 'image_processor_type'), size: 8, do_center_crop: false },
      '"size" must be {"height", "width"} or {"shortest_edge"}: a number can mean either',
    ],
    [
      "a crop after ConvNext's own",
      {
        ...VIT,
        image_processor_type: 'ConvNextImageProcessor',
        size: 8,
        do_center_crop: true,
        crop_size: 4,
      },
      '"do_center_crop" is not followed here for ConvNext',
    ],
    [
      'two sides for ConvNext',
      { ...VIT, image_processor_type: 'ConvNextImageProcessor' },
      '"size" of ConvNext must be {"shortest_edge"} or a number',
    ],
    [
      'MobileViT that normalises',
      { ...CLIP, image_processor_type: 'MobileViTImageProcessor', do_normalize: true },
      '"do_normalize" is not followed here for MobileViT',
    ],
    [
      'EfficientNet that divides by what is not said',
      {
        ...without(VIT, 'image_std'),
        image_processor_type: 'EfficientNetImageProcessor',
        do_center_crop: false,
        do_normalize: false,
      },
      '"image_std" must be said, or "include_top": false',
    ],
  ])('is refused for %s', (_about, config, sentence) => {
    expect(readProcessorConfig(config)).toEqual({ reason: expect.stringContaining(sentence) });
  });
});
