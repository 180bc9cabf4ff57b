import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { processImage } from '../../../layers/maas/core/images/image-processor.ts';
import { readProcessorConfig } from '../../../layers/maas/core/ingest/tasks/images/processor-config.ts';
import { TaskMisfit } from '../../../layers/maas/core/tasks/task/task-misfit.ts';
import { resample } from '../../../layers/maas/core/images/resample.ts';
import type { Picture } from '../../../layers/maas/core/ports/image-decoder.ts';

/** Made by test/fixtures/images/make.py. */
const read = (file: string): string =>
  readFileSync(path.resolve(import.meta.dirname, '../../fixtures/images', file), 'utf8');
const readLines = <T>(file: string): T[] =>
  read(file)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);

const raw = JSON.parse(read('pictures.json')) as Record<
  string,
  { width: number; height: number; pixels: string }
>;
const pictures = new Map(
  Object.entries(raw).map(([name, { pixels, ...size }]): [string, Picture] => [
    name,
    { ...size, pixels: new Uint8Array(Buffer.from(pixels, 'base64')) },
  ]),
);
const getPicture = (name: string): Picture =>
  pictures.get(name) ?? { width: 0, height: 0, pixels: new Uint8Array() };

interface Resized {
  readonly picture: string;
  readonly filter: string;
  readonly resample: number;
  readonly size: readonly [number, number];
  readonly pixels: string;
}
interface Processed {
  readonly picture: string;
  readonly config: Record<string, unknown>;
  readonly size: readonly [number, number];
  readonly values: string;
}

const resized = readLines<Resized>('resample.jsonl');
const processed = readLines<Processed>('processors.jsonl');

describe.each([...new Set(resized.map(({ filter }) => filter))])(
  'a picture resized by %s',
  (filter) => {
    const cases = resized.filter((line) => line.filter === filter);

    it.each(
      cases.map((line): [string, Resized] => [`${line.picture} to ${line.size.join(' × ')}`, line]),
    )(
      'has the bytes that Pillow gives: %s',
      (_about, { picture, resample: number, size, pixels }) => {
        const {
          width,
          height,
          pixels: got,
        } = resample(getPicture(picture), size[0], size[1], number);

        expect([width, height]).toEqual(size);
        expect(Buffer.from(got).toString('base64')).toBe(pixels);
      },
    );
  },
);

describe('a picture prepared as preprocessor_config.json says', () => {
  it.each(
    processed.map((line): [string, Processed] => [
      `${line.picture} by ${JSON.stringify(line.config)}`,
      line,
    ]),
  )(
    'has the very numbers that transformers gives: %s',
    (_about, { picture, config, size, values }) => {
      const processor = readProcessorConfig(config);
      if (processor instanceof TaskMisfit) throw new Error(processor.reason);
      const got = processImage(getPicture(picture), processor, false);

      expect([got.width, got.height]).toEqual(size);
      expect(Buffer.from(got.values.buffer).toString('base64')).toBe(values);
    },
  );
});
