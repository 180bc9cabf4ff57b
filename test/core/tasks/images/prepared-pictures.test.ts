import { describe, expect, it } from '@jest/globals';
import { encodeOnnx, node, rawTensor, TYPE, value } from '../../../support/onnx-model.ts';
import {
  createModel,
  json,
  PREPROCESSOR,
  BUNDLE,
  paint,
  service,
  predict,
  usePictureService,
} from '../../../support/picture-service.ts';

usePictureService();

describe('image-classification', () => {
  it.each<[string, readonly (number | string)[], Parameters<typeof value>[1], object, number]>([
    ['one channel', ['n', 1, 4, 4], TYPE.FLOAT, {}, 0.5],
    ['one channel that stands last', ['n', 4, 4, 1], TYPE.FLOAT, {}, 0.5],
    [
      'one channel, with the mean of one',
      ['n', 1, 4, 4],
      TYPE.FLOAT,
      { do_normalize: true, image_mean: [0.25], image_std: [0.5] },
      0.5,
    ],
    ['half precision', ['n', 3, 4, 4], TYPE.FLOAT16, {}, 0.4],
    ['double precision', ['n', 3, 4, 4], TYPE.DOUBLE, {}, 0.4],
    ['bytes', ['n', 3, 4, 4], TYPE.UINT8, { do_rescale: false }, 102],
    ['bytes that stand last', ['n', 4, 4, 3], TYPE.UINT8, { do_rescale: false }, 102],
    ['colours that stand last', ['n', 'h', 'w', 3], TYPE.FLOAT, {}, 0.4],
    ['any channels', ['n', 'c', 'h', 'w'], TYPE.FLOAT, {}, 0.4],
    [
      'any channels, the last',
      ['n', 'h', 'w', 'c'],
      TYPE.FLOAT,
      { data_format: 'channels_last' },
      0.4,
    ],
    ['one picture at once', [1, 3, 4, 4], TYPE.FLOAT, {}, 0.4],
  ])('makes pictures for a model of %s', async (about, shape, type, options, most) => {
    const name = `pixels-${about.replaceAll(/\W+/g, '-')}`;
    // The greatest brightness stands for the first class, and nothing for the second.
    const nodes = [
      node('Cast', ['images'], ['x'], { to: TYPE.FLOAT }),
      node('ReduceMax', ['x'], ['m'], { axes: [1, 2, 3], keepdims: 0 }),
      node('Unsqueeze', ['m', 'one'], ['c']),
      node('Mul', ['c', 'zero'], ['z']),
      node('Concat', ['c', 'z'], ['scores'], { axis: 1 }),
    ];
    const initializer = [
      rawTensor('one', [1], BigInt64Array.of(1n)),
      rawTensor('zero', [1], Float32Array.of(0)),
    ];
    const graph = {
      node: nodes,
      initializer,
      input: [value('images', type, shape)],
      output: [value('scores', TYPE.FLOAT, [shape[0] ?? 'n', 2])],
    };
    const files = {
      'model.onnx': Buffer.from(encodeOnnx({ graph, opsets: { '': 13 }, irVersion: 8 })),
      'preprocessor_config.json': json({ ...PREPROCESSOR, ...options }),
      'config.json': json({ function_to_apply: 'none' }),
      'labels.txt': Buffer.from('bright\ndark\n'),
    };
    expect(await service.upload(files, { name })).toMatchObject({ status: 201 });

    const grey = await paint(128, 128, 128).png().toBuffer(); // 128 / 255 is 0.50196
    const reddish = await paint(102, 51, 0).png().toBuffer();
    const isGrey = shape.includes(1) && shape[0] !== 1;
    const image = [isGrey ? grey : reddish, await paint(0, 0, 0).png().toBuffer()].map((bytes) =>
      bytes.toString('base64'),
    );
    const { body } = await predict({ image, scores: true }, name);
    expect(body).toMatchObject([
      { 'score:bright': expect.closeTo(most, isGrey ? 1 : 3) as unknown },
      {},
    ]);
    expect(body).toHaveLength(2);
  });
});

describe('a picture whose sides are very unlike', () => {
  it('is refused before it takes the memory that its resized self would', async () => {
    await service.upload(
      {
        ...BUNDLE,
        'model.onnx': createModel(['n', 3, 'height', 'width']),
        'preprocessor_config.json': json({ ...PREPROCESSOR, size: { shortest_edge: 224 } }),
      },
      { name: 'edges' },
    );
    const line = await paint(0, 0, 0, 60_000, 1).png().toBuffer();

    expect(await predict({ image: line.toString('base64') }, 'edges')).toMatchObject({
      status: 413,
      body: {
        error: expect.stringContaining(
          'one of 60000 × 1 becomes 13440000 × 224 for this model',
        ) as unknown,
      },
    });
  });
});
