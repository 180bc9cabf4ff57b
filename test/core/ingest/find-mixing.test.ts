import { describe, expect, it } from '@jest/globals';
import { encodeOnnx, node, TYPE, value } from '../../support/onnx-model.ts';
import {
  json,
  MEAN,
  textModel,
  FILES,
  service,
  describeVersion,
} from '../../support/mixing-models.ts';

const TEXTS = ['good', 'bad good bad', 'good good', 'bad bad bad good bad good', 'bad'];

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
});
