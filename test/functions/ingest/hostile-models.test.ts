import { readdirSync } from 'node:fs';
import { afterAll, describe, expect, it } from '@jest/globals';
import { encodeChainedModel } from '../../support/chained-model.ts';
import { encodeEndlessModel } from '../../support/endless-model.ts';
import { createIngestBench, ingest } from '../../support/ingest.ts';
import {
  encodeOnnx,
  externalTensor,
  node,
  rawTensor,
  TYPE,
  value,
} from '../../support/onnx-model.ts';

const bench = createIngestBench({ memoryMb: 700 });
/** For those that take as long as they may. */
const hurried = createIngestBench({ timeoutMs: 3000, memoryMb: 700 });
/** For one that grows as it is read. */
const narrow = createIngestBench({ memoryMb: 300 });
afterAll(() => {
  bench.remove();
  hurried.remove();
  narrow.remove();
});

const x = value('x', TYPE.FLOAT, ['n']);
const y = value('y', TYPE.FLOAT, ['n']);
const plain = {
  node: [node('Add', ['x', 'w'], ['y'])],
  input: [x],
  output: [y],
  initializer: [rawTensor('w', [1], new Float32Array(1))],
};
const scalar = (name: string, number: bigint): ReturnType<typeof rawTensor> =>
  rawTensor(name, [1], new BigInt64Array([number]));

describe('a model that means harm', () => {
  it.each<[string, Uint8Array | string, string, RegExp]>([
    ['is empty', '', 'EMPTY_FILE', /empty/],
    ['is text', 'this is no model, it is a letter\n', 'NOT_ONNX', /not an ONNX model/],
    ['is cut short', encodeOnnx({ graph: plain }).subarray(0, -20), 'NOT_ONNX', /cut short/],
    [
      'uses an operator that nobody knows',
      encodeOnnx({ graph: { ...plain, node: [node('Frobnicate', ['x'], ['y'])] } }),
      'UNKNOWN_OPERATOR',
      /Frobnicate/,
    ],
    [
      'has its weights one folder up',
      encodeOnnx({
        graph: { ...plain, initializer: [externalTensor('w', [1], { location: '../x' })] },
      }),
      'EXTERNAL_DATA_OUTSIDE_BUNDLE',
      /outside/,
    ],
    [
      'has its weights in a file that the bundle lacks',
      encodeOnnx({
        graph: { ...plain, initializer: [externalTensor('w', [1], { location: 'weights.bin' })] },
      }),
      'EXTERNAL_DATA_MISSING',
      /weights\.bin/,
    ],
    [
      'allocates 12 GB',
      encodeOnnx({
        graph: {
          node: [node('ConstantOfShape', ['n'], ['y'])],
          input: [value('x', TYPE.FLOAT, ['n'])],
          output: [y],
          initializer: [scalar('n', 3n << 30n)],
        },
      }),
      'MEMORY_LIMIT',
      /took \d+ MB of memory .* and the limit is 700 MB/,
    ],
    [
      'divides the smallest integer by -1 while it is loaded',
      encodeOnnx({
        graph: {
          node: [
            node('Div', ['a', 'b'], ['d']),
            node('Cast', ['d'], ['e'], { to: TYPE.FLOAT }),
            node('Add', ['x', 'e'], ['y']),
          ],
          input: [x],
          output: [y],
          initializer: [scalar('a', -(2n ** 63n)), scalar('b', -1n)],
        },
      }),
      'PROCESS_DIED',
      /while loading the model/,
    ],
    [
      "is XGBoost's and has twenty million lists of nothing",
      `{"learner":{"attributes":{"a":[${'[],'.repeat(20_000_000)}[]]}}}`,
      'TOO_LARGE',
      /more than 1000000 values/,
    ],
    ['has 200,000 nodes in a chain', encodeChainedModel(200_000), 'TOO_LARGE', /200000 nodes/],
    [
      'adds what does not fit',
      encodeOnnx({
        graph: {
          ...plain,
          node: [node('MatMul', ['w', 'w2'], ['y'])],
          initializer: [
            rawTensor('w', [2, 3], new Float32Array(6)),
            rawTensor('w2', [2, 3], new Float32Array(6)),
          ],
        },
      }),
      'LOAD_FAILED',
      /MatMul|dimension/,
    ],
    [
      'answers with a sequence',
      encodeOnnx({
        graph: {
          ...plain,
          node: [node('SequenceConstruct', ['x'], ['y'])],
          output: [{ name: 'y', type: { value: { case: 'sequenceType', value: {} } } }],
        },
      }),
      'UNSUPPORTED_TYPE',
      /sequence/,
    ],
    [
      'answers with a sequence and does not say so',
      encodeOnnx({
        graph: {
          ...plain,
          node: [node('SequenceConstruct', ['x'], ['y'])],
          output: [{ name: 'y' }],
        },
      }),
      'UNSUPPORTED_TYPE',
      /output 'y' is not a tensor/,
    ],
  ])('is REJECTED when it %s', async (_, content, code, message) => {
    const { status, rejection, bundle } = await ingest(
      bench,
      { 'model.onnx': content },
      { alias: 'live' },
    );
    expect({ status, bundle, rejection }).toEqual({
      status: 'REJECTED',
      bundle: undefined,
      rejection: { code, message: expect.stringMatching(message) },
    });
    expect(rejection?.message).not.toMatch(/\/tmp|ingest-test|\.cc:/);
    expect((await bench.registry.getModel('m')).value.aliases).toEqual({});
  });

  it('is REJECTED when it takes too much on its way to ONNX', async () => {
    const { status, rejection } = await ingest(narrow, {
      'model.json': `{"learner":{"zeros":[${'0,'.repeat(20_000_000)}0]}}`,
    });
    expect([status, rejection]).toEqual([
      'REJECTED',
      {
        code: 'MEMORY_LIMIT',
        message: expect.stringMatching(
          /MB of memory while being converted, and the limit is 300 MB/,
        ),
      },
    ]);
  });

  it('is REJECTED when it loops for ever', async () => {
    const { status, rejection } = await ingest(hurried, { 'model.onnx': encodeEndlessModel() });
    expect([status, rejection]).toEqual([
      'REJECTED',
      { code: 'TIME_LIMIT', message: expect.stringMatching(/longer than the limit of 3 s/) },
    ]);
  });

  it('leaves nothing behind when it is gone', () => {
    expect([bench, hurried, narrow].flatMap(({ directory }) => readdirSync(directory))).toEqual([]);
  });
});
