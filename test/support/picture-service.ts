import { afterAll, beforeAll, expect } from '@jest/globals';
import sharp, { type Sharp } from 'sharp';
import { encodeOnnx, node, TYPE, value } from './onnx-model.ts';
import { type Reply, type Service, startService } from './service.ts';

/**
 * The mean of each colour as the score of its class: what the picture is made of is what comes out.
 */
export function createModel(
  shape: readonly (number | string)[],
  metadata: Readonly<Record<string, string>> = {},
  outputs: readonly (number | string)[] = ['n', 3],
): Buffer {
  const reduces =
    outputs.length === 2
      ? node('ReduceMean', ['images'], ['scores'], { axes: [2, 3], keepdims: 0 })
      : node('Identity', ['images'], ['scores']);
  return Buffer.from(
    encodeOnnx({
      graph: {
        node: [reduces],
        input: [value('images', TYPE.FLOAT, shape)],
        output: [value('scores', TYPE.FLOAT, outputs)],
      },
      opsets: { '': 13 },
      irVersion: 8,
      metadata,
    }),
  );
}

export const json = (content: object): Buffer => Buffer.from(JSON.stringify(content));

export const PREPROCESSOR = {
  image_processor_type: 'ViTImageProcessor',
  size: { height: 4, width: 4 },
  resample: 2,
  do_normalize: false,
};

const CONFIG = { id2label: { 0: 'red', 1: 'green', 2: 'blue' } };

export const BUNDLE = {
  'model.onnx': createModel(['n', 3, 4, 4]),
  'preprocessor_config.json': json(PREPROCESSOR),
  'config.json': json(CONFIG),
};

export const paint = (red: number, green: number, blue: number, width = 4, height = 4): Sharp =>
  sharp({ create: { width, height, channels: 3, background: { r: red, g: green, b: blue } } });

export let service: Service;
export let green: Buffer;
export let red: Buffer;

export const predict = async (body: unknown, model = 'colours'): Promise<Reply> =>
  service.call('POST', `/models/${model}/predict`, { json: body });

export function usePictureService(): void {
  beforeAll(async () => {
    service = await startService();
    green = await paint(0, 204, 51).png().toBuffer();
    red = await paint(255, 0, 0).webp({ lossless: true }).toBuffer();
    expect((await service.upload(BUNDLE, { name: 'colours' })).status).toBe(201);
  });
  afterAll(() => {
    service.stop();
  });
}
