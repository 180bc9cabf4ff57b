import { describe, expect, it } from '@jest/globals';
import { encodeOnnx, node, TYPE, value } from '../../../support/onnx-model.ts';
import {
  json,
  PREPROCESSOR,
  service,
  green,
  predict,
  usePictureService,
} from '../../../support/picture-service.ts';

usePictureService();

describe('image-classification', () => {
  it.each<[string, readonly (number | string)[], Parameters<typeof value>[1], object, string]>([
    [
      'four channels',
      ['n', 4, 4, 4],
      TYPE.FLOAT,
      {},
      "makes pictures of 3 channels (red, green, blue) or 1 (grey), and the model has 'images' " +
        'FP32[-1, 4, 4, 4]',
    ],
    [
      'bytes of what is rescaled',
      ['n', 3, 4, 4],
      TYPE.UINT8,
      {},
      'preprocessor_config.json must say "do_rescale": false',
    ],
    ['signed bytes', ['n', 3, 4, 4], TYPE.INT8, {}, 'FP32, FP16, FP64 or UINT8'],
    ['no batch', [3, 4, 4], TYPE.FLOAT, {}, "the model has 'images' FP32[3, 4, 4]"],
    [
      'one channel, and three means',
      ['n', 1, 4, 4],
      TYPE.FLOAT,
      { do_normalize: true, image_mean: [0.4, 0.5, 0.6], image_std: [1, 1, 1] },
      '"image_mean" must be one number, as the model reads 1 channel (grey)',
    ],
    [
      'another size',
      ['n', 1, 5, 5],
      TYPE.FLOAT,
      {},
      'makes pictures of 4 × 4, and the model reads 5 × 5',
    ],
  ])(
    'is refused at upload, in words, for a model of %s',
    async (_about, shape, type, options, sentence) => {
      const graph = {
        node: [
          node('Cast', ['images'], ['x'], { to: TYPE.FLOAT }),
          node('Flatten', ['x'], ['scores']),
        ],
        input: [value('images', type, shape)],
        output: [value('scores', TYPE.FLOAT, ['n', 'm'])],
      };
      const files = {
        'model.onnx': Buffer.from(encodeOnnx({ graph, opsets: { '': 13 }, irVersion: 8 })),
        'preprocessor_config.json': json({ ...PREPROCESSOR, ...options }),
      };
      const { status, body } = await service.upload(files, { name: 'refused-pixels' });
      expect({ status, text: JSON.stringify(body) }).toEqual({
        status: 422,
        text: expect.stringContaining(JSON.stringify(sentence).slice(1, -1)),
      });
    },
  );

  it.each<[string, unknown, number, string]>([
    [
      'an unknown parameter',
      { inputs: 'AAAA', parameters: { timeout: 3 } },
      400,
      'The body is not as it should be: "parameters" unrecognized key: "timeout"',
    ],
    ['no class', { inputs: 'AAAA', parameters: { top_k: 0 } }, 400, '"parameters.top_k" too small'],
    [
      'a function that is none',
      { inputs: 'AAAA', parameters: { function_to_apply: 'argmax' } },
      400,
      '"parameters.function_to_apply" invalid option: expected one of',
    ],
    ['no picture', {}, 400, '"image" is missing: expected string or array'],
    ['an empty list', { image: [] }, 400, '"image" too small'],
    ['a number', { image: 5 }, 400, '"image" is of another type: expected string or array (got 5)'],
    [
      '101 pictures',
      { image: Array.from({ length: 101 }, () => 'AAAA') },
      400,
      '"image" too big: expected array to have <=100 items',
    ],
    ['text', { text: 'a rose' }, 400, '"image" is missing'],
    [
      'an address',
      { image: 'https://example.org/a.png' },
      400,
      'this service fetches no addresses, got "https://example.org/a.png".',
    ],
    ['what is not base64', { image: 'ä' }, 400, 'A picture must be base64 or a data URL; got "ä".'],
    [
      'what is not a picture',
      { image: Buffer.from('GIF89a').toString('base64') },
      400,
      'A picture must be a JPEG, PNG or WebP; got 6 bytes of GIF.',
    ],
  ])('is refused for %s', async (_about, body, status, sentence) => {
    const reply = await predict(body);

    expect(reply.status).toBe(status);
    expect((reply.body as { error: string }).error).toContain(sentence);
  });

  it('is refused for half a picture', async () => {
    expect(
      await predict({ image: green.subarray(0, green.length - 30).toString('base64') }),
    ).toMatchObject({
      status: 400,
      body: {
        code: 'INVALID_REQUEST',
        error: 'A picture cannot be decoded; it must be a whole JPEG, PNG or WebP.',
      },
    });
  });
});
