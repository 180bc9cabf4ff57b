import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { SharpImageDecoder } from '../../../layers/maas/adapters/sharp-image-decoder.ts';
import { readProcessorConfig } from '../../../layers/maas/core/ingest/tasks/images/processor-config.ts';
import {
  findTransparentColour,
  layOnWhite,
} from '../../../layers/maas/core/images/transparent-colour.ts';

interface Line {
  readonly about: string;
  readonly png: string;
  readonly rgb: string;
  readonly on_white: string;
}

/** Made by test/fixtures/images/make_transparent.py. */
const lines = readFileSync(
  path.resolve(import.meta.dirname, '../../fixtures/images/transparent.jsonl'),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Line);

describe('the transparent colour of a picture', () => {
  it.each(lines.map((line): [string, Line] => [line.about, line]))(
    "becomes white as transformers' convert_to_rgb makes it: %s",
    async (_about, { png, rgb, on_white: onWhite }) => {
      const bytes = Buffer.from(png, 'base64');
      const picture = await new SharpImageDecoder().decode(bytes);
      expect(Buffer.from(picture.pixels).toString('base64')).toBe(rgb);

      layOnWhite(picture, findTransparentColour(bytes));
      expect(Buffer.from(picture.pixels).toString('base64')).toBe(onWhite);
    },
  );

  it.each([
    new Uint8Array(0),
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47),
    Buffer.from('RIFFxxxxWEBP'),
    Buffer.concat([Buffer.from('89504e470d0a1a0affffffff', 'hex'), Buffer.from('IHDR')]),
  ])('is none of what is not a whole PNG', (bytes) => {
    expect(findTransparentColour(bytes)).toBeUndefined();
  });

  it('is laid on white where the file or its class says so', () => {
    const vit = {
      image_processor_type: 'ViTImageProcessor',
      size: { height: 8, width: 8 },
      resample: 2,
      do_normalize: false,
    };
    const clip = { ...vit, image_processor_type: 'CLIPImageProcessor', do_center_crop: false };
    expect(readProcessorConfig({ ...vit, do_convert_rgb: true })).toHaveProperty(
      'laysOnWhite',
      true,
    );
    expect(readProcessorConfig(clip)).toHaveProperty('laysOnWhite', true);
    expect(readProcessorConfig({ ...clip, do_convert_rgb: false })).not.toHaveProperty(
      'laysOnWhite',
    );
    expect(readProcessorConfig(vit)).not.toHaveProperty('laysOnWhite');
  });
});
