import { describe, expect, it } from '@jest/globals';
import type { NodeProto, TensorProto } from '../../../layers/maas/core/onnx/generated/onnx_pb.js';
import { encodeOnnx, node, rawTensor, TYPE, value } from '../../support/onnx-model.ts';
import { useService } from '../../support/use-service.ts';
import { TOKENIZER } from '../../support/task-bundles.ts';

const json = (content: object): Buffer => Buffer.from(JSON.stringify(content));
const int64 = (name: string, ...numbers: number[]): TensorProto =>
  rawTensor(name, [numbers.length], BigInt64Array.from(numbers, BigInt));
const scalar = (name: string, number: number): TensorProto =>
  rawTensor(name, [], BigInt64Array.of(BigInt(number)));

/** A vector for each of the tokenizer's seven words, and two classes. */
const WEIGHTS = [
  rawTensor(
    'E',
    [7, 3],
    Float32Array.from({ length: 21 }, (_, at) => Math.sin(at * 7) * 2),
  ),
  rawTensor('W', [3, 2], Float32Array.of(1, -2, 0.5, 1, -1, 2)),
  int64('one', 1),
  int64('two', 2),
  scalar('last', -1),
  rawTensor('s', [3], Float32Array.of(1, 1, 1)),
  rawTensor('b', [3], Float32Array.of(0, 0, 0)),
  rawTensor('mean', [3], Float32Array.of(0, 0, 0)),
  rawTensor('var', [3], Float32Array.of(1, 1, 1)),
  rawTensor('half', [], Float32Array.of(0.5)),
];
const MEAN = [
  node('Cast', ['attention_mask'], ['m'], { to: TYPE.FLOAT }),
  node('Unsqueeze', ['m', 'two'], ['m3']),
  node('Mul', ['e', 'm3'], ['em']),
  node('ReduceSum', ['em', 'one'], ['sum'], { keepdims: 0 }),
  node('ReduceSum', ['m3', 'one'], ['count'], { keepdims: 0 }),
  node('Div', ['sum', 'count'], ['p']),
];

function textModel(
  pool: readonly NodeProto[],
  head: readonly NodeProto[] = [node('MatMul', ['p', 'W'], ['logits'])],
): Buffer {
  const ids = ['input_ids', 'attention_mask'].map((name) => value(name, TYPE.INT64, ['n', 't']));
  const graph = {
    node: [node('Gather', ['E', 'input_ids'], ['e']), ...pool, ...head],
    initializer: WEIGHTS,
    input: ids,
    output: [value('logits', TYPE.FLOAT, ['n', 2])],
  };
  return Buffer.from(encodeOnnx({ graph, opsets: { '': 14 }, irVersion: 8 }));
}

const FILES = {
  'tokenizer.json': json({ ...TOKENIZER, model: { ...TOKENIZER.model } }),
  'tokenizer_config.json': json({
    tokenizer_class: 'BertTokenizer',
    model_max_length: 16,
    pad_token: '[PAD]',
    unk_token: '[UNK]',
    cls_token: '[CLS]',
    sep_token: '[SEP]',
  }),
  'labels.txt': Buffer.from('no\nyes\n'),
};
const TEXTS = ['good', 'bad good bad', 'good good', 'bad bad bad good bad good', 'bad'];

const service = useService();

async function describeVersion(name: string): Promise<{ runsAlone?: true; notes?: string[] }> {
  return (await service.call('GET', `/models/${name}/versions/1`)).body as {
    runsAlone?: true;
    notes?: string[];
  };
}

describe('a model whose answers depend on what else is in a run', () => {
  it.each<[string, Buffer]>([
    [
      'the last token, which may be padding',
      textModel([
        node('Gather', ['e', 'last'], ['p'], { axis: 1 }),
        node('Identity', ['attention_mask'], ['unused']),
      ]),
    ],
    [
      'the mean of all tokens, padding as well',
      textModel([node('ReduceMean', ['e'], ['p'], { axes: [1], keepdims: 0 })]),
    ],
    [
      'dynamic quantisation',
      textModel(MEAN, [
        node('DynamicQuantizeLinear', ['p'], ['q', 'scale', 'zero']),
        node('DequantizeLinear', ['q', 'scale', 'zero'], ['d']),
        node('MatMul', ['d', 'W'], ['logits']),
      ]),
    ],
    [
      'the mean of the whole run',
      textModel(MEAN, [
        node('ReduceMean', ['p'], ['c'], { axes: [0], keepdims: 1 }),
        node('Sub', ['p', 'c'], ['d']),
        node('Add', ['d', 'p'], ['f']),
        node('MatMul', ['f', 'W'], ['logits']),
      ]),
    ],
  ])('is asked for one text after the other: %s', async (about, model) => {
    const name = `texts-${about.replaceAll(/\W+/g, '-').slice(0, 40)}`;
    expect(await service.upload({ 'model.onnx': model, ...FILES }, { name })).toMatchObject({
      status: 201,
    });
    expect(await describeVersion(name)).toMatchObject({
      task: 'text-classification',
      runsAlone: true,
      notes: [expect.stringContaining('inputs are run one by one')],
    });

    const ask = async (
      text: string | string[],
    ): Promise<{ label: string; 'score:yes': number }[]> =>
      (await service.call('POST', `/models/${name}/predict`, { json: { text, scores: true } }))
        .body as { label: string; 'score:yes': number }[];
    const together = await ask(TEXTS);
    for (const [index, text] of TEXTS.entries()) {
      const [alone] = await ask(text);
      expect(together[index]).toMatchObject({
        label: alone?.label,
        'score:yes': expect.closeTo(alone?.['score:yes'] ?? NaN, 6) as unknown,
      });
    }
  });

  it('is asked for texts together when its mask leaves padding out', async () => {
    expect(
      await service.upload({ 'model.onnx': textModel(MEAN), ...FILES }, { name: 'masked' }),
    ).toMatchObject({ status: 201 });
    expect((await describeVersion('masked')).runsAlone).toBeUndefined();
  });

  it('is asked for one tensor after the other, by both protocols', async () => {
    const graph = {
      node: [
        node('DynamicQuantizeLinear', ['x'], ['q', 'scale', 'zero']),
        node('DequantizeLinear', ['q', 'scale', 'zero'], ['y']),
      ],
      input: [value('x', TYPE.FLOAT, ['n', 2, 3])],
      output: [value('y', TYPE.FLOAT, ['n', 2, 3])],
    };
    expect(
      await service.upload(
        { 'model.onnx': Buffer.from(encodeOnnx({ graph, opsets: { '': 14 }, irVersion: 8 })) },
        { name: 'rows' },
      ),
    ).toMatchObject({ status: 201 });
    expect(await describeVersion('rows')).toMatchObject({ task: 'tensor', runsAlone: true });

    const data = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 10, 200, 30, 400, 50, 600];
    const infer = async (
      shape: number[],
      numbers: number[],
    ): Promise<{ outputs: { shape: number[]; data: number[] }[] }> =>
      (
        await service.call('POST', '/v2/models/rows/infer', {
          json: { inputs: [{ name: 'x', datatype: 'FP32', shape, data: numbers }] },
        })
      ).body as { outputs: { shape: number[]; data: number[] }[] };
    const alone = [await infer([1, 2, 3], data.slice(0, 6)), await infer([1, 2, 3], data.slice(6))];
    expect((await infer([2, 2, 3], data)).outputs).toMatchObject([
      { shape: [2, 2, 3], data: alone.flatMap(({ outputs: [output] }) => output?.data ?? []) },
    ]);
  });

  it('is asked for one picture after the other', async () => {
    const nodes = [
      node('GlobalAveragePool', ['x'], ['g']),
      node('Flatten', ['g'], ['f']),
      node('DynamicQuantizeLinear', ['f'], ['q', 'scale', 'zero']),
      node('DequantizeLinear', ['q', 'scale', 'zero'], ['logits']),
    ];
    const graph = {
      node: nodes,
      input: [value('x', TYPE.FLOAT, ['n', 3, 4, 4])],
      output: [value('logits', TYPE.FLOAT, ['n', 3])],
    };
    const files = {
      'model.onnx': Buffer.from(encodeOnnx({ graph, opsets: { '': 14 }, irVersion: 8 })),
      'preprocessor_config.json': json({
        image_processor_type: 'ViTImageProcessor',
        size: { height: 4, width: 4 },
        resample: 2,
        do_normalize: false,
      }),
    };
    expect(await service.upload(files, { name: 'pictures' })).toMatchObject({ status: 201 });
    expect(await describeVersion('pictures')).toMatchObject({
      task: 'image-classification',
      runsAlone: true,
    });
  });

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
