import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp, { type Sharp } from 'sharp';
import type { NodeProto } from '../../../../layers/maas/core/onnx/generated/onnx_pb.js';
import { encodeOnnx, node, rawTensor, TYPE, value } from '../../../support/onnx-model.ts';
import { type Reply, type Service, startService } from '../../../support/service.ts';

/**
 * The mean of each colour as the score of its class: what the picture is made of is what comes out.
 */
function createModel(
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

const json = (content: object): Buffer => Buffer.from(JSON.stringify(content));
const PREPROCESSOR = {
  image_processor_type: 'ViTImageProcessor',
  size: { height: 4, width: 4 },
  resample: 2,
  do_normalize: false,
};
const CONFIG = { id2label: { 0: 'red', 1: 'green', 2: 'blue' } };
const BUNDLE = {
  'model.onnx': createModel(['n', 3, 4, 4]),
  'preprocessor_config.json': json(PREPROCESSOR),
  'config.json': json(CONFIG),
};
const ULTRALYTICS = {
  names: "{0: 'red', 1: \"it's green\", 2: 'bl\\u200bue'}",
  task: 'classify',
  imgsz: '[4, 4]',
  stride: '1',
};

const paint = (red: number, green: number, blue: number, width = 4, height = 4): Sharp =>
  sharp({ create: { width, height, channels: 3, background: { r: red, g: green, b: blue } } });
const softmax = (values: readonly number[]): number[] =>
  values.map((one) => Math.exp(one) / values.reduce((sum, other) => sum + Math.exp(other), 0));

let service: Service;
let green: Buffer;
let red: Buffer;
beforeAll(async () => {
  service = await startService();
  green = await paint(0, 204, 51).png().toBuffer();
  red = await paint(255, 0, 0).webp({ lossless: true }).toBuffer();
  expect((await service.upload(BUNDLE, { name: 'colours' })).status).toBe(201);
});
afterAll(() => {
  service.stop();
});

const predict = async (body: unknown, model = 'colours'): Promise<Reply> =>
  service.call('POST', `/models/${model}/predict`, { json: body });
const [, greenScore = 0] = softmax([0, 0.8, 0.2]);
const [redScore = 0] = softmax([1, 0, 0]);

describe('image-classification', () => {
  it.each<[string, () => unknown]>([
    ['base64', () => green.toString('base64')],
    ['URL-safe base64', () => green.toString('base64url')],
    ['a data URL', () => `data:image/png;base64,${green.toString('base64')}`],
  ])('reads a picture as %s', async (_about, toText) => {
    expect(await predict({ image: toText() })).toMatchObject({
      status: 200,
      body: [{ label: 'green', score: expect.closeTo(greenScore, 6) as unknown }],
    });
  });

  it.each(['image/png', 'image/jpeg', 'application/octet-stream'])(
    'reads a picture that is the body itself, as %s',
    async (type) => {
      expect(
        await service.call('POST', '/models/colours/predict', {
          body: green,
          headers: { 'content-type': type },
        }),
      ).toMatchObject({
        status: 200,
        body: [{ label: 'green', score: expect.closeTo(greenScore, 6) as unknown }],
      });
    },
  );

  it('answers a list in its order, the greater ones of it in several runs', async () => {
    const image = Array.from({ length: 19 }, (_, index) =>
      (index % 3 === 0 ? red : green).toString('base64'),
    );
    const { status, body } = await predict({ image, scores: true });

    expect(status).toBe(200);
    expect((body as { label: string }[]).map(({ label }) => label)).toEqual(
      image.map((_, index) => (index % 3 === 0 ? 'red' : 'green')),
    );
    expect(body).toMatchObject([
      {
        score: expect.closeTo(redScore, 6) as unknown,
        'score:red': expect.closeTo(redScore, 6) as unknown,
        'score:green': expect.any(Number) as unknown,
        'score:blue': expect.any(Number) as unknown,
      },
      {},
      {},
      {},
      {},
      {},
      {},
      {},
      {},
      {},
      {},
      {},
      {},
      {},
      {},
      {},
      {},
      {},
      {},
    ]);
  });

  it('answers as the pipeline does where the body has "inputs"', async () => {
    const inputs = green.toString('base64');

    expect((await predict({ inputs })).body).toEqual([
      { label: 'green', score: expect.closeTo(greenScore, 6) },
      { label: 'blue', score: expect.any(Number) },
      { label: 'red', score: expect.any(Number) },
    ]);
    expect(
      (await predict({ inputs: [inputs, red.toString('base64')], parameters: { top_k: 1 } })).body,
    ).toEqual([
      [{ label: 'green', score: expect.closeTo(greenScore, 6) }],
      [{ label: 'red', score: expect.closeTo(redScore, 6) }],
    ]);
    expect(
      (await predict({ inputs, parameters: { top_k: 1, function_to_apply: 'none' } })).body,
    ).toEqual([{ label: 'green', score: expect.closeTo(0.8, 6) }]);
    expect(
      (await predict({ inputs, parameters: { top_k: 1, function_to_apply: 'sigmoid' } })).body,
    ).toEqual([{ label: 'green', score: expect.closeTo(1 / (1 + Math.exp(-0.8)), 6) }]);
    expect(
      (await predict({ inputs, parameters: { top_k: 50, function_to_apply: null } })).body,
    ).toHaveLength(3);
  });

  it.each<[string, readonly NodeProto[]]>([
    ['Softmax', [node('Softmax', ['logits'], ['scores'], { axis: 1 })]],
    ['LogSoftmax', [node('LogSoftmax', ['logits'], ['scores'], { axis: 1 })]],
    [
      'Softmax written out',
      [
        node('Exp', ['logits'], ['e']),
        node('ReduceSum', ['e', 'classes'], ['sum']),
        node('Div', ['e', 'sum'], ['scores']),
      ],
    ],
  ])(
    'answers probabilities as they are when its graph ends in %s, and says so',
    async (end, nodes) => {
      const name = `ends-in-${end.toLowerCase().replaceAll(' ', '-')}`;
      const mean = node('ReduceMean', ['images'], ['logits'], { axes: [2, 3], keepdims: 0 });
      const graph = {
        node: [mean, ...nodes],
        initializer: [rawTensor('classes', [1], BigInt64Array.of(1n))],
        input: [value('images', TYPE.FLOAT, ['n', 3, 4, 4])],
        output: [value('scores', TYPE.FLOAT, ['n', 3])],
      };
      expect(
        (
          await service.upload(
            {
              ...BUNDLE,
              'model.onnx': Buffer.from(encodeOnnx({ graph, opsets: { '': 13 }, irVersion: 8 })),
            },
            { name },
          )
        ).status,
      ).toBe(201);

      expect((await predict({ image: green.toString('base64') }, name)).body).toEqual([
        { label: 'green', score: expect.closeTo(greenScore, 6) },
      ]);
      const version = await service.call('GET', `/models/${name}/versions/1`);
      expect(version.body).toMatchObject({
        scoring: {
          functionToApply: end === 'LogSoftmax' ? 'exp' : 'none',
          graphEndsIn: end === 'LogSoftmax' ? 'log-softmax' : 'softmax',
        },
      });
    },
  );

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

describe('a bundle for pictures', () => {
  it.each<[string, Readonly<Record<string, Buffer>>, string]>([
    [
      'without preprocessor_config.json',
      { 'model.onnx': BUNDLE['model.onnx'] },
      'image-classification needs a preprocessor_config.json that says how pictures are ' +
        'prepared: put it beside model.onnx',
    ],
    [
      'whose preprocessor_config.json wants padding',
      { ...BUNDLE, 'preprocessor_config.json': json({ ...PREPROCESSOR, do_pad: true }) },
      'image-classification cannot follow preprocessor_config.json: "do_pad" is not followed ' +
        'here for ViT; where it changes no pixel, take it out (got true)',
    ],
    [
      "whose pictures are of another size than the model's",
      { ...BUNDLE, 'preprocessor_config.json': json({ ...PREPROCESSOR, size: 8 }) },
      'preprocessor_config.json makes pictures of 8 × 8, and the model reads 4 × 4',
    ],
    [
      'with labels of other classes',
      { ...BUNDLE, 'labels.txt': Buffer.from('red\ngreen\n') },
      'the bundle names 2 labels (labels.txt, or id2label of config.json), and the model gives ' +
        '3 scores',
    ],
    [
      'that Ultralytics made to detect',
      {
        'model.onnx': createModel(['n', 3, 4, 4], { ...ULTRALYTICS, task: 'detect' }, [
          'n',
          3,
          4,
          4,
        ]),
      },
      'image-classification cannot serve a model that Ultralytics made to detect: its answers ' +
        "are no classes; it is served as 'tensor'",
    ],
    [
      'whose names leave a class out',
      {
        'model.onnx': createModel(['n', 3, 4, 4], {
          ...ULTRALYTICS,
          names: "{0: 'red', 2: 'blue', 3: 'x'}",
        }),
      },
      'image-classification needs "names" in the model\'s metadata to name the classes 0, 1, 2 ' +
        'and so on',
    ],
    [
      'whose imgsz is not a size',
      { 'model.onnx': createModel(['n', 3, 4, 4], { ...ULTRALYTICS, imgsz: 'auto' }) },
      'image-classification needs "imgsz" in the model\'s metadata to be a size; it is "auto"',
    ],
  ])('is rejected %s', async (_about, files, sentence) => {
    expect(
      await service.upload(files, { name: 'refused', task: 'image-classification' }),
    ).toMatchObject({
      status: 422,
      body: {
        code: 'MODEL_REJECTED',
        error: expect.stringContaining(
          `TASK_MISMATCH: The bundle does not fit its task: ${sentence}`,
        ) as unknown,
      },
    });
  });

  it('is served as tensors when Ultralytics made it to segment', async () => {
    const { status, body } = await service.upload(
      {
        'model.onnx': createModel(['n', 3, 4, 4], { ...ULTRALYTICS, task: 'segment' }, [
          'n',
          3,
          4,
          4,
        ]),
      },
      { name: 'segments' },
    );

    expect({ status, body }).toMatchObject({ status: 201, body: { task: 'tensor' } });
    expect(await predict({ image: green.toString('base64') }, 'segments')).toMatchObject({
      status: 422,
      body: { code: 'MODEL_REFUSED_INPUT' },
    });
  });
});

describe("Ultralytics' classifier, one file", () => {
  it('names its classes and prepares pictures by its metadata, without a second softmax', async () => {
    const uploaded = await service.upload(
      { 'model.onnx': createModel(['n', 3, 4, 4], ULTRALYTICS) },
      { name: 'yolo' },
    );
    expect(uploaded).toMatchObject({ status: 201, body: { task: 'image-classification' } });

    expect((await predict({ image: green.toString('base64'), scores: true }, 'yolo')).body).toEqual(
      [
        {
          label: "it's green",
          score: expect.closeTo(0.8, 6),
          'score:red': 0,
          "score:it's green": expect.closeTo(0.8, 6),
          'score:bl\u200bue': expect.closeTo(0.2, 6),
        },
      ],
    );
  });

  it('crops from the rounded half, as torchvision does, where the picture is wider', async () => {
    // Of 7 columns, torchvision leaves two out at the left, transformers one: the middle four are
    // then red, or not.
    const wide = await sharp({ create: { width: 7, height: 4, channels: 3, background: 'black' } })
      .composite([{ input: await paint(255, 0, 0).png().toBuffer(), left: 2, top: 0 }])
      .png()
      .toBuffer();

    expect((await predict({ image: wide.toString('base64') }, 'yolo')).body).toEqual([
      { label: 'red', score: 1 },
    ]);
  });

  it('squeezes into sides that are not equal', async () => {
    await service.upload(
      {
        'model.onnx': createModel(['n', 3, 'height', 'width'], { ...ULTRALYTICS, imgsz: '[2, 8]' }),
      },
      { name: 'flat' },
    );
    const halves = await sharp({
      create: { width: 4, height: 4, channels: 3, background: 'black' },
    })
      .composite([{ input: await paint(255, 0, 0, 4, 2).png().toBuffer(), left: 0, top: 0 }])
      .png()
      .toBuffer();

    expect((await predict({ image: halves.toString('base64') }, 'flat')).body).toEqual([
      { label: 'red', score: expect.closeTo(0.5, 2) },
    ]);
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
