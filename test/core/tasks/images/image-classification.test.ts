import { describe, expect, it } from '@jest/globals';
import type { NodeProto } from '../../../../layers/maas/core/onnx/generated/onnx_pb.js';
import { encodeOnnx, node, rawTensor, TYPE, value } from '../../../support/onnx-model.ts';
import {
  BUNDLE,
  service,
  green,
  red,
  predict,
  usePictureService,
} from '../../../support/picture-service.ts';

const softmax = (values: readonly number[]): number[] =>
  values.map((one) => Math.exp(one) / values.reduce((sum, other) => sum + Math.exp(other), 0));

const [, greenScore = 0] = softmax([0, 0.8, 0.2]);
const [redScore = 0] = softmax([1, 0, 0]);

usePictureService();

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
});
