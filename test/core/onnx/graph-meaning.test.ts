import { describe, expect, it } from '@jest/globals';
import { findMeaning } from '../../../layers/maas/core/onnx/graph-meaning.ts';
import { readModelHeader } from '../../../layers/maas/core/onnx/model-header.ts';
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

type Graph = ModelOptions['graph'];

const WEIGHTS = Float32Array.from({ length: 1024 }, (_, index) => Math.sin(index));
const GRAPH: Graph = {
  node: [
    node('Gemm', ['x', 'w'], ['h'], { alpha: 0.5, transB: 1 }),
    node('Neg', ['x'], ['n']),
    node('Add', ['h', 'n'], ['y']),
  ],
  input: [value('x', TYPE.FLOAT, ['n', 32])],
  output: [value('y', TYPE.FLOAT, ['n', 32])],
  initializer: [rawTensor('w', [32, 32], WEIGHTS)],
};
const BRANCHED = (inside: string): Graph => ({
  ...GRAPH,
  node: [
    node('If', ['c'], ['y'], {
      then_branch: subgraph({ node: [node(inside, ['x'], ['a'])], output: [{ name: 'a' }] }),
      else_branch: subgraph({ node: [node('Neg', ['x'], ['b'])], output: [{ name: 'b' }] }),
    }),
  ],
  input: [value('x', TYPE.FLOAT, ['n', 32]), value('c', TYPE.BOOL, [1])],
});

function find(graph: Graph, more: Partial<ModelOptions> = {}): string | undefined {
  return findMeaning(readModelHeader(toFileBytes(encodeOnnx({ graph, ...more }))));
}

describe('the meaning of a graph', () => {
  it.each<[string, Graph]>([
    [
      'the values inside it have other names',
      {
        ...GRAPH,
        node: [
          node('Gemm', ['x', 'weights'], ['a'], { alpha: 0.5, transB: 1 }),
          node('Neg', ['x'], ['b']),
          node('Add', ['a', 'b'], ['y']),
        ],
        initializer: [rawTensor('weights', [32, 32], WEIGHTS)],
      },
    ],
    [
      'its nodes and attributes stand in another order',
      {
        ...GRAPH,
        node: [
          node('Neg', ['x'], ['n']),
          node('Gemm', ['x', 'w'], ['h'], { transB: 1, alpha: 0.5 }),
          node('Add', ['h', 'n'], ['y']),
        ],
      },
    ],
    [
      'a constant stands there twice',
      {
        ...GRAPH,
        initializer: [rawTensor('w', [32, 32], WEIGHTS), rawTensor('v', [32, 32], WEIGHTS)],
      },
    ],
  ])('is the same when %s', (_, graph) => {
    expect(find(graph)).toBe(find(GRAPH));
  });

  it.each<[string, Graph]>([
    [
      'one number of its weights',
      { ...GRAPH, initializer: [rawTensor('w', [32, 32], WEIGHTS.with(1000, 1))] },
    ],
    [
      'an attribute',
      {
        ...GRAPH,
        node: [
          node('Gemm', ['x', 'w'], ['h'], { alpha: 0.25, transB: 1 }),
          ...(GRAPH.node ?? []).slice(1),
        ],
      },
    ],
    [
      'the order of an operator’s inputs',
      {
        ...GRAPH,
        node: [...(GRAPH.node ?? []).slice(0, 2), node('Add', ['n', 'h'], ['y'])] as never,
      },
    ],
  ])('is another when %s is', (_, graph) => {
    expect(find(graph)).not.toBe(find(GRAPH));
  });

  it('is another when the set of operators is', () => {
    expect(find(GRAPH, { opsets: { '': 20, 'ai.onnx.ml': 3 } })).not.toBe(find(GRAPH));
  });

  it('is another when only a graph inside it is', () => {
    expect(find(BRANCHED('Abs'))).toBe(find(BRANCHED('Abs')));
    expect(find(BRANCHED('Abs'))).not.toBe(find(BRANCHED('Exp')));
  });

  it('is not told when the model has functions, which it does not look into', () => {
    const functions = [{ name: 'F', domain: 'own', input: ['a'], output: ['b'], node: [] }];
    expect(find(GRAPH, { functions: functions as never })).toBeUndefined();
  });
});
