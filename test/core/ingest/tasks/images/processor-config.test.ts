import { describe, expect, it } from '@jest/globals';
import { readProcessorConfig } from '../../../../../layers/maas/core/ingest/tasks/images/processor-config.ts';
import { VIT } from '../../../../support/processor-configs.ts';

describe('a preprocessor_config.json', () => {
  it.each<[string, Record<string, unknown>]>([
    [
      'what changes no pixel',
      {
        feature_extractor_type: 'ViTFeatureExtractor',
        processor_class: 'X',
        _valid_processor_keys: ['images'],
        do_convert_rgb: false,
        do_reduce_labels: true,
        data_format: 'channels_first',
        device: 'cpu',
        pad_size: { height: 9, width: 9 },
      },
    ],
    [
      'what is switched off',
      {
        do_pad: false,
        do_grayscale: false,
        do_thumbnail: false,
        do_center_crop: false,
        crop_pct: null,
        do_flip_channel_order: false,
      },
    ],
    [
      'what is left to the class',
      {
        default_to_square: null,
        do_convert_rgb: null,
        do_rescale: null,
        crop_size: null,
        input_data_format: null,
        disable_grouping: null,
      },
    ],
  ])('is followed whatever it says of %s', (_about, options) => {
    expect(readProcessorConfig({ ...VIT, ...options })).toEqual(readProcessorConfig(VIT));
  });

  it.each(['ViTFeatureExtractor', 'ViTImageProcessorFast', 'ViTImageProcessorPil'])(
    'is read alike for %s',
    (type) => {
      expect(readProcessorConfig({ ...VIT, image_processor_type: type })).toEqual(
        readProcessorConfig(VIT),
      );
    },
  );

  it('squeezes into a square for ConvNext of 384 and more', () => {
    expect(
      readProcessorConfig({
        ...VIT,
        image_processor_type: 'ConvNextImageProcessor',
        size: 384,
        crop_pct: 0.9,
      }),
    ).toMatchObject({ resize: { height: 384, width: 384 } });
  });
});
