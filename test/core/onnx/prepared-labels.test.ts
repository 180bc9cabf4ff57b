import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from '@jest/globals';
import {
  type NodeProto,
  type TensorProto,
  TensorProtoSchema,
  ValueInfoProtoSchema,
  type ValueInfoProto,
} from '../../../layers/maas/core/onnx/generated/onnx_pb.js';
import { type ModelOptions, node, rawTensor, TYPE, value } from '../../support/onnx-model.ts';
import { x, prepare } from '../../support/prepared-models.ts';

const label = value('label', TYPE.INT64, ['n']);

function maps(name: string): ValueInfoProto {
  const map = {
    value: {
      case: 'mapType' as const,
      value: {
        keyType: TYPE.INT64,
        valueType: { value: { case: 'tensorType' as const, value: { elemType: TYPE.FLOAT } } },
      },
    },
  };
  return create(ValueInfoProtoSchema, {
    name,
    type: { value: { case: 'sequenceType', value: { elemType: map } } },
  });
}

function classifier(
  opType: string,
  attributes: Parameters<typeof node>[3],
  output = ['label', 'scores'],
): NodeProto {
  return node(opType, ['x'], output, { ...attributes }, 'ai.onnx.ml');
}

/** A classifier that ends with a ZipMap, and what may come after it. */
function ended(attributes: Parameters<typeof node>[3], ...after: NodeProto[]): ModelOptions {
  return {
    graph: {
      node: [
        classifier('LinearClassifier', {}),
        node('ZipMap', ['scores'], ['probabilities'], attributes, 'ai.onnx.ml'),
        ...after,
      ],
      input: [x],
      output: [label, maps('probabilities')],
    },
  };
}

describe('ZipMap', () => {
  it.each([
    ['strings', { classlabels_strings: ['不好', 'good', 'fair'] }, ['不好', 'good', 'fair']],
    [
      'integers',
      { classlabels_int64s: [3, 5, 9_007_199_254_740_993n] },
      [3, 5, '9007199254740993'],
    ],
    [
      'more integers than fit in memory at once',
      { classlabels_int64s: Array.from({ length: 5000 }, (_, index) => index) },
      Array.from({ length: 5000 }, (_, index) => index),
    ],
  ])(
    'gives way to a matrix, and its labels are kept, when they are %s',
    (_, attributes, labels) => {
      const prepared = prepare(ended(attributes));
      const graph = prepared.model.graph;
      expect(prepared).toMatchObject({ isRewritten: true, needsOriginal: false, labels });
      expect(graph?.node[1]).toMatchObject({
        opType: 'Identity',
        domain: '',
        input: ['scores'],
        output: ['probabilities'],
        attribute: [],
      });
      expect(graph?.output[1]?.type?.value).toMatchObject({
        case: 'tensorType',
        value: {
          elemType: TYPE.FLOAT,
          shape: {
            dim: [{ value: { case: undefined } }, { value: { value: BigInt(labels.length) } }],
          },
        },
      });
    },
  );

  it('stays, and the model is rejected, when a node of the model reads its maps', () => {
    const options = ended(
      { classlabels_int64s: [0, 1] },
      node('SequenceLength', ['probabilities'], ['count']),
    );
    expect(() => prepare(options)).toThrow(expect.objectContaining({ code: 'UNSUPPORTED_TYPE' }));
  });

  it('is the only reason to write a small model again', () => {
    expect(
      prepare({
        graph: { node: [classifier('LinearClassifier', {})], input: [x], output: [label] },
      }),
    ).toMatchObject({ isRewritten: false, needsOriginal: true });
  });
});

describe('labels', () => {
  const classes = rawTensor('classes', [3], new BigInt64Array([7n, 8n, 9n]));
  const words = create(TensorProtoSchema, {
    name: 'classes',
    dims: [2n],
    dataType: TYPE.STRING,
    stringData: [Buffer.from('yes'), Buffer.from('no')],
  });
  const lookUp = [
    node('ArgMax', ['x'], ['best']),
    node('ArrayFeatureExtractor', ['classes', 'best'], ['raw'], {}, 'ai.onnx.ml'),
    node('Reshape', ['raw', 'shape'], ['label']),
  ];

  it.each<[string, NodeProto[], TensorProto[], readonly (string | number)[] | undefined]>([
    [
      'a linear model has strings',
      [classifier('LinearClassifier', { classlabels_strings: ['a', 'b'] })],
      [],
      ['a', 'b'],
    ],
    [
      'a linear model has integers',
      [classifier('LinearClassifier', { classlabels_ints: [4, 2] })],
      [],
      [4, 2],
    ],
    [
      'a tree has integers',
      [classifier('TreeEnsembleClassifier', { classlabels_int64s: [0, 1, 2] })],
      [],
      [0, 1, 2],
    ],
    [
      'a support vector machine has strings',
      [classifier('SVMClassifier', { classlabels_strings: ['a', 'b'] })],
      [],
      ['a', 'b'],
    ],
    [
      'the label is cast and reshaped afterwards',
      [
        classifier('TreeEnsembleClassifier', { classlabels_int64s: [0, 1] }, ['raw', 'scores']),
        node('Cast', ['raw'], ['cast'], { to: 7 }),
        node('Reshape', ['cast', 'shape'], ['label']),
      ],
      [],
      [0, 1],
    ],
    ['the label is looked up among integers', lookUp, [classes], [7, 8, 9]],
    ['the label is looked up among strings', lookUp, [words], ['yes', 'no']],
    ['the label is the output of another node', [node('ArgMax', ['x'], ['label'])], [], undefined],
    [
      'another classifier only votes',
      [
        classifier('LinearClassifier', { classlabels_ints: [0, 1] }, ['vote', 'scores']),
        node('ArgMax', ['scores'], ['label']),
      ],
      [],
      undefined,
    ],
  ])('are found, or not, when %s', (_, nodes, initializer, labels) => {
    expect(
      prepare({ graph: { node: nodes, initializer, input: [x], output: [label] } }).labels,
    ).toEqual(labels);
  });

  it('are not looked for without end when nodes pass a label in a ring', () => {
    const ring = [node('Identity', ['b'], ['label']), node('Identity', ['label'], ['b'])];
    expect(prepare({ graph: { node: ring, input: [x], output: [label] } }).labels).toBeUndefined();
  });
});
