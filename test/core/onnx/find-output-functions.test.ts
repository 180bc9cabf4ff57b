import { describe, expect, it } from '@jest/globals';
import { create } from '@bufbuild/protobuf';
import { findOutputFunctions } from '../../../layers/maas/core/onnx/find-output-functions.ts';
import {
  AttributeProtoSchema,
  FunctionProtoSchema,
  type NodeProto,
} from '../../../layers/maas/core/onnx/generated/onnx_pb.js';
import { readModelHeader } from '../../../layers/maas/core/onnx/model-header.ts';
import type { OutputFunction } from '../../../layers/maas/core/onnx/output-functions.ts';
import { toFileBytes } from '../../support/file-bytes.ts';
import {
  encodeOnnx,
  type ModelOptions,
  node,
  rawTensor,
  subgraph,
  TYPE,
  value,
} from '../../support/onnx-model.ts';

const WEIGHTS = [
  rawTensor('one', [], Float32Array.of(1)),
  rawTensor('two', [1], Float32Array.of(2)),
  rawTensor('half', [], Float32Array.of(0.5)),
  rawTensor('tiny', [], Float32Array.of(1e-7)),
  rawTensor('last', [1], BigInt64Array.of(-1n)),
  rawTensor('shape', [2], BigInt64Array.of(-1n, 3n)),
];

/** Finds the function of an output `y` that these operators make of `x`. */
function find(
  nodes: readonly NodeProto[],
  options: Partial<ModelOptions> = {},
): OutputFunction | undefined {
  const graph = {
    node: [...nodes],
    initializer: WEIGHTS,
    input: [value('x', TYPE.FLOAT, ['n', 3])],
    output: [value('y', TYPE.FLOAT, ['n', 3])],
  };
  const { model } = readModelHeader(toFileBytes(encodeOnnx({ graph, ...options })));
  return findOutputFunctions(model).y;
}

/** The operators that exporters without Softmax write. */
const WRITTEN_OUT = [
  node('ReduceMax', ['x'], ['m']),
  node('Sub', ['x', 'm'], ['s']),
  node('Exp', ['s'], ['e']),
  node('ReduceSum', ['e', 'last'], ['sum']),
];

describe('the function that a graph ends in', () => {
  it.each<[string, readonly NodeProto[], OutputFunction]>([
    ['Softmax', [node('Softmax', ['x'], ['y'])], { name: 'softmax', axis: -1 }],
    [
      'Softmax over the rows',
      [node('Softmax', ['x'], ['y'], { axis: 0 })],
      { name: 'softmax', axis: 0 },
    ],
    [
      'LogSoftmax',
      [node('LogSoftmax', ['x'], ['y'], { axis: 1 })],
      { name: 'log-softmax', axis: 1 },
    ],
    ['Sigmoid', [node('Sigmoid', ['x'], ['y'])], { name: 'sigmoid' }],
    [
      'the logarithm of Softmax',
      [node('Softmax', ['x'], ['p']), node('Log', ['p'], ['y'])],
      { name: 'log-softmax', axis: -1 },
    ],
    [
      'the exponential of LogSoftmax',
      [node('LogSoftmax', ['x'], ['p']), node('Exp', ['p'], ['y'])],
      { name: 'softmax', axis: -1 },
    ],
    [
      'a quantised Softmax',
      [
        node('QLinearSoftmax', ['x'], ['q'], { axis: 1 }, 'com.microsoft'),
        node('DequantizeLinear', ['q', 'one'], ['y']),
      ],
      { name: 'softmax', axis: 1 },
    ],
    [
      'Cast, Identity and Clip after it',
      [
        node('Softmax', ['x'], ['a']),
        node('Clip', ['a', 'tiny', 'one'], ['b']),
        node('Cast', ['b'], ['c'], { to: 1 }),
        node('Identity', ['c'], ['y']),
      ],
      { name: 'softmax', axis: -1 },
    ],
    [
      'QuantizeLinear and DequantizeLinear after it',
      [
        node('Sigmoid', ['x'], ['a']),
        node('QuantizeLinear', ['a', 'one'], ['b']),
        node('DequantizeLinear', ['b', 'one'], ['y']),
      ],
      { name: 'sigmoid' },
    ],
    [
      'Reshape after it',
      [node('Softmax', ['x'], ['a'], { axis: 1 }), node('Reshape', ['a', 'shape'], ['y'])],
      { name: 'softmax' },
    ],
    [
      'Squeeze and Flatten after it',
      [
        node('Softmax', ['x'], ['a'], { axis: 1 }),
        node('Squeeze', ['a'], ['b']),
        node('Flatten', ['b'], ['y']),
      ],
      { name: 'softmax' },
    ],
    [
      'Transpose after it',
      [
        node('Softmax', ['x'], ['a'], { axis: 1 }),
        node('Transpose', ['a'], ['y'], { perm: [0, 2, 3, 1] }),
      ],
      { name: 'softmax', axis: 3 },
    ],
    [
      'both classes of a sigmoid',
      [
        node('Sigmoid', ['x'], ['p']),
        node('Sub', ['one', 'p'], ['q']),
        node('Concat', ['q', 'p'], ['y'], { axis: 1 }),
      ],
      { name: 'sigmoid' },
    ],
    [
      'the mean of two',
      [
        node('Softmax', ['x'], ['a']),
        node('Softmax', ['x'], ['b']),
        node('Add', ['a', 'b'], ['s']),
        node('Div', ['s', 'two'], ['y']),
      ],
      { name: 'softmax', axis: -1 },
    ],
    [
      'half the sum of two',
      [
        node('Sigmoid', ['x'], ['a']),
        node('Sigmoid', ['x'], ['b']),
        node('Add', ['a', 'b'], ['s']),
        node('Mul', ['half', 's'], ['y']),
      ],
      { name: 'sigmoid' },
    ],
    [
      'Softmax written out',
      [...WRITTEN_OUT, node('Div', ['e', 'sum'], ['y'])],
      { name: 'softmax' },
    ],
    [
      'Softmax written out by a reciprocal',
      [...WRITTEN_OUT, node('Reciprocal', ['sum'], ['r']), node('Mul', ['e', 'r'], ['y'])],
      { name: 'softmax' },
    ],
    [
      'Softmax written out with an epsilon',
      [...WRITTEN_OUT, node('Add', ['sum', 'tiny'], ['t']), node('Div', ['e', 't'], ['y'])],
      { name: 'softmax' },
    ],
    [
      'LogSoftmax written out',
      [...WRITTEN_OUT, node('Log', ['sum'], ['l']), node('Sub', ['s', 'l'], ['y'])],
      { name: 'log-softmax' },
    ],
    [
      'LogSoftmax by ReduceLogSumExp',
      [node('ReduceLogSumExp', ['x'], ['l']), node('Sub', ['x', 'l'], ['y'])],
      { name: 'log-softmax' },
    ],
    [
      'a sigmoid written out',
      [
        node('Neg', ['x'], ['m']),
        node('Exp', ['m'], ['e']),
        node('Add', ['e', 'one'], ['d']),
        node('Div', ['one', 'd'], ['y']),
      ],
      { name: 'sigmoid' },
    ],
    [
      'a sigmoid written out by a reciprocal',
      [
        node('Neg', ['x'], ['m']),
        node('Exp', ['m'], ['e']),
        node('Add', ['one', 'e'], ['d']),
        node('Reciprocal', ['d'], ['y']),
      ],
      { name: 'sigmoid' },
    ],
    [
      'a sigmoid written out the other way',
      [node('Exp', ['x'], ['e']), node('Add', ['one', 'e'], ['d']), node('Div', ['e', 'd'], ['y'])],
      { name: 'sigmoid' },
    ],
    [
      'LogSigmoid',
      [node('Neg', ['x'], ['m']), node('Softplus', ['m'], ['p']), node('Neg', ['p'], ['y'])],
      { name: 'log-sigmoid' },
    ],
    [
      'a norm of what is never negative',
      [node('Relu', ['x'], ['a']), node('LpNormalization', ['a'], ['y'], { p: 1 })],
      { name: 'softmax' },
    ],
    [
      "the transform of a classifier's scores",
      [
        node(
          'LinearClassifier',
          ['x'],
          ['label', 'y'],
          { post_transform: 'SOFTMAX' },
          'ai.onnx.ml',
        ),
      ],
      { name: 'softmax' },
    ],
    [
      'both branches of an If',
      [
        node('If', ['flag'], ['y'], {
          then_branch: subgraph({
            node: [node('Softmax', ['x'], ['t'], { axis: 1 })],
            output: [value('t', TYPE.FLOAT)],
          }),
          else_branch: subgraph({
            node: [node('Softmax', ['x'], ['e'], { axis: 1 })],
            output: [value('e', TYPE.FLOAT)],
          }),
        }),
      ],
      { name: 'softmax', axis: 1 },
    ],
  ])('is found when it is %s', (_about, nodes, expected) => {
    expect(find(nodes)).toEqual(expected);
  });

  it.each<[string, readonly NodeProto[]]>([
    ['logits', [node('Relu', ['x'], ['y'])]],
    ['the input itself', [node('Identity', ['x'], ['y'])]],
    [
      'Softmax somewhere before the end',
      [node('Softmax', ['x'], ['a']), node('MatMul', ['a', 'w'], ['y'])],
    ],
    ['Softmax times a number', [node('Softmax', ['x'], ['a']), node('Mul', ['a', 'two'], ['y'])]],
    ['numbers by the sum of others', [...WRITTEN_OUT, node('Div', ['x', 'sum'], ['y'])]],
    [
      'numbers by their own sum, which may be negative',
      [node('ReduceSum', ['x', 'last'], ['sum']), node('Div', ['x', 'sum'], ['y'])],
    ],
    [
      'one of two branches',
      [
        node('If', ['flag'], ['y'], {
          then_branch: subgraph({
            node: [node('Softmax', ['x'], ['t'])],
            output: [value('t', TYPE.FLOAT)],
          }),
          else_branch: subgraph({
            node: [node('Identity', ['x'], ['e'])],
            output: [value('e', TYPE.FLOAT)],
          }),
        }),
      ],
    ],
    [
      'probabilities beside logits',
      [node('Softmax', ['x'], ['a']), node('Concat', ['a', 'x'], ['y'], { axis: 1 })],
    ],
    ['what makes itself', [node('Identity', ['y'], ['y'])]],
  ])('is none for %s', (_about, nodes) => {
    expect(find(nodes)).toBeUndefined();
  });

  it('runs over axis 1 and what follows it before operator set 13', () => {
    expect(find([node('Softmax', ['x'], ['y'])], { opsets: { '': 11 } })).toEqual({
      name: 'softmax',
      axis: 1,
    });
  });

  it('is found inside a function, with the attribute of the call', () => {
    const axis = create(AttributeProtoSchema, { name: 'axis', refAttrName: 'dim' });
    const inner = node('Softmax', ['a'], ['b']);
    inner.attribute.push(axis);
    const body = create(FunctionProtoSchema, {
      name: 'softmax_of',
      domain: 'local',
      input: ['a'],
      output: ['c'],
      attribute: ['dim'],
      node: [inner, node('Identity', ['b'], ['c'])],
      opsetImport: [{ domain: '', version: 21n }],
    });
    expect(
      find([node('softmax_of', ['x'], ['y'], { dim: 1 }, 'local')], {
        functions: [body],
        opsets: { '': 21, local: 1 },
      }),
    ).toEqual({ name: 'softmax', axis: 1 });
  });

  it('is found before a function that hands it on', () => {
    const body = create(FunctionProtoSchema, {
      name: 'pass',
      domain: 'local',
      input: ['a'],
      output: ['b'],
      node: [node('Identity', ['a'], ['b'])],
      opsetImport: [{ domain: '', version: 21n }],
    });
    expect(
      find([node('Sigmoid', ['x'], ['p']), node('pass', ['p'], ['y'], {}, 'local')], {
        functions: [body],
        opsets: { '': 21, local: 1 },
      }),
    ).toEqual({ name: 'sigmoid' });
  });

  it('ends where a graph joins its values without end', () => {
    const layers = Array.from({ length: 100 }, (_, index) =>
      node('Max', [`v${index}`, `v${index}`], [`v${index + 1}`]),
    );
    expect(
      find([node('Softmax', ['x'], ['v0']), ...layers, node('Identity', ['v100'], ['y'])]),
    ).toBeUndefined();
  });
});
