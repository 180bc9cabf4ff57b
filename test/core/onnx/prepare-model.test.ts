import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from '@jest/globals';
import {
  NodeProtoSchema,
  TensorProtoSchema,
} from '../../../layers/maas/core/onnx/generated/onnx_pb.js';
import { node, rawTensor, TYPE, value } from '../../support/onnx-model.ts';
import { x, prepare } from '../../support/prepared-models.ts';

describe('weights', () => {
  const large = rawTensor(
    'w',
    [300_000],
    new Float32Array(300_000).map((_, index) => index),
  );
  const graph = {
    node: [node('Add', ['x', 'w'], ['y'])],
    input: [x],
    output: [value('y', TYPE.FLOAT)],
  };

  it('point into the file, and the small ones stay, when there are a megabyte of them', () => {
    const small = rawTensor('s', [2], new BigInt64Array([1n, 2n]));
    const { model, file, isRewritten, needsOriginal } = prepare({
      graph: { ...graph, initializer: [small, large] },
    });
    const [first, second] = model.graph?.initializer ?? [];
    const entries = Object.fromEntries(
      (second?.externalData ?? []).map(({ key, value: text }) => [key, text]),
    );
    expect([isRewritten, needsOriginal, first?.rawData.length]).toEqual([true, true, 16]);
    expect(entries).toEqual({
      location: 'model.onnx',
      offset: expect.any(String),
      length: '1200000',
    });
    expect(Buffer.compare(file.read(Number(entries.offset), 1_200_000), large.rawData)).toBe(0);
  });

  it.each([
    ['there are few', [rawTensor('w', [1000], new Float32Array(1000))]],
    [
      'they are numbers, not bytes',
      [
        create(TensorProtoSchema, {
          name: 'w',
          dims: [300_000n],
          dataType: TYPE.FLOAT,
          floatData: Array.from(large.rawData.subarray(0, 300_000)),
        }),
      ],
    ],
  ])('stay where they are when %s', (_, initializer) => {
    expect(prepare({ graph: { ...graph, initializer } })).toMatchObject({ isRewritten: false });
  });
});

describe('files in the metadata', () => {
  const graph = {
    node: [create(NodeProtoSchema, { opType: 'Neg', input: ['x'], output: ['y'] })],
    input: [x],
    output: [value('y', TYPE.FLOAT)],
  };
  const files = (metadata: Record<string, string>): Record<string, string> =>
    Object.fromEntries(prepare({ graph, metadata }).carriedFiles);

  it('come out, and are gone from the model, when their keys begin with maas:', () => {
    const metadata = {
      'maas:config.json': '{"a":1}',
      'maas:1_Pooling/config.json': '{}',
      'maas:tokenizer.json': '词'.repeat(10_000),
      producer: 'somebody',
    };
    const prepared = prepare({ graph, metadata });
    expect(Object.fromEntries(prepared.carriedFiles)).toEqual({
      'config.json': '{"a":1}',
      '1_Pooling/config.json': '{}',
      'tokenizer.json': '词'.repeat(10_000),
    });
    expect(prepared.model.metadataProps.map(({ key }) => key)).toEqual(['producer']);
  });

  it.each([
    'maas:',
    'maas:../config.json',
    'maas:/etc/passwd',
    'maas:a//b',
    'maas:a\\b',
    'maas:a\0b',
  ])('reject the model when the key is %j', (key) => {
    expect(() => files({ [key]: '{}' })).toThrow(expect.objectContaining({ code: 'INVALID_PATH' }));
  });

  it('reject the model when they have more than 64 MiB', () => {
    expect(() => files({ 'maas:a.json': ' '.repeat(65 << 20) })).toThrow(
      expect.objectContaining({ code: 'TOO_LARGE' }),
    );
  });

  const yolo = {
    names: `{0: 'tench', 1: "baker's \\"best\\"", 2: '鲨'}`,
    task: 'classify',
    imgsz: '[224, 192]',
    stride: '1',
  };

  it.each([
    ["are Ultralytics' own properties", yolo, yolo],
    [
      "are Ultralytics', a file of the same name aside,",
      { ...yolo, 'maas:task': 'mine' },
      { ...yolo, task: 'mine' },
    ],
    ['are none', { task: 'classify', names: '{}' }, {}],
  ])('%s when the metadata has them', (_, metadata, expected) => {
    expect(files(metadata)).toEqual(expected);
  });
});

describe('categories', () => {
  const graph = {
    input: [value('text', TYPE.STRING, ['n', 1])],
    output: [value('y', TYPE.FLOAT)],
  };

  it.each([
    ['OneHotEncoder', [node('OneHotEncoder', ['text'], ['y'], {}, 'ai.onnx.ml')]],
    [
      'Gather and LabelEncoder',
      [
        node('Gather', ['text', 'first'], ['one']),
        node('LabelEncoder', ['one'], ['y'], {}, 'ai.onnx.ml'),
      ],
    ],
  ])('are what %s reads', (_, nodes) => {
    expect(prepare({ graph: { ...graph, node: nodes } }).categories).toEqual(['text']);
  });

  it('are no words of a text', () => {
    const nodes = [
      node('StringNormalizer', ['text'], ['lower']),
      node('LabelEncoder', ['lower'], ['y'], {}, 'ai.onnx.ml'),
    ];
    expect(prepare({ graph: { ...graph, node: nodes } }).categories).toEqual([]);
  });
});
