import { describe, expect, it } from '@jest/globals';
import type { NodeProto } from '../../../layers/maas/core/onnx/generated/onnx_pb.js';
import { encodeOnnx, node, TYPE, value } from '../../support/onnx-model.ts';
import { MEAN, textModel, FILES, service, describeVersion } from '../../support/mixing-models.ts';

describe('a model whose answers depend on what else is in a run', () => {
  it.each<[string, readonly NodeProto[]]>([
    [
      'batch normalisation',
      [
        node('BatchNormalization', ['p', 's', 'b', 'mean', 'var'], ['d', 'new_mean', 'new_var'], {
          training_mode: 1,
        }),
      ],
    ],
    // ONNX Runtime leaves the operator Dropout out, so it is written as older exporters do.
    [
      'dropout',
      [
        node('RandomUniformLike', ['p'], ['r']),
        node('Greater', ['r', 'half'], ['k']),
        node('Cast', ['k'], ['keep'], { to: TYPE.FLOAT }),
        node('Mul', ['p', 'keep'], ['d']),
      ],
    ],
    ['noise', [node('RandomNormalLike', ['p'], ['r']), node('Add', ['p', 'r'], ['d'])]],
  ])(
    'is refused when it answers the same text otherwise each time: %s that is still in training',
    async (_about, nodes) => {
      const { status, body } = await service.upload(
        {
          'model.onnx': textModel(MEAN, [...nodes, node('MatMul', ['d', 'W'], ['logits'])]),
          ...FILES,
        },
        { name: 'training' },
      );
      expect({ status, text: JSON.stringify(body) }).toEqual({
        status: 422,
        text: expect.stringContaining('call model.eval() before you export it'),
      });
    },
  );

  it.each<[string, readonly NodeProto[], string | number]>([
    ['noise', [node('RandomNormalLike', ['x'], ['r']), node('Add', ['x', 'r'], ['y'])], 'n'],
    ['noise, for four rows', [node('RandomUniformLike', ['x'], ['y'])], 4],
    [
      'dropout',
      [
        node('RandomUniformLike', ['x'], ['r']),
        node('Greater', ['r', 'x'], ['k']),
        node('Cast', ['k'], ['y'], { to: TYPE.FLOAT }),
      ],
      'n',
    ],
  ])('is refused when it answers the same row otherwise each time: %s', async (_, nodes, rows) => {
    const graph = {
      node: [...nodes],
      input: [value('x', TYPE.FLOAT, [rows, 3])],
      output: [value('y', TYPE.FLOAT, [rows, 3])],
    };
    const files = { 'model.onnx': Buffer.from(encodeOnnx({ graph, opsets: { '': 14 } })) };
    const { status, body } = await service.upload(files, { name: 'random-rows' });
    expect({ status, text: JSON.stringify(body) }).toEqual({
      status: 422,
      text: expect.stringContaining('answers the same input differently each time'),
    });
  });

  it('says that it answers the same tensor differently each time', async () => {
    const graph = {
      node: [node('RandomNormalLike', ['x'], ['r']), node('Add', ['x', 'r'], ['y'])],
      input: [value('x', TYPE.FLOAT, ['n', 2, 3])],
      output: [value('y', TYPE.FLOAT, ['n', 2, 3])],
    };
    expect(
      await service.upload(
        { 'model.onnx': Buffer.from(encodeOnnx({ graph, opsets: { '': 14 }, irVersion: 8 })) },
        { name: 'random' },
      ),
    ).toMatchObject({ status: 201 });
    expect((await describeVersion('random')).notes).toContainEqual(
      expect.stringContaining('answers the same input differently each time'),
    );
  });
});
