import { describe, expect, it } from '@jest/globals';
import type { NodeProto } from '../../layers/maas/core/onnx/generated/onnx_pb.js';
import { encodeOnnx, node, rawTensor, TYPE, value } from '../support/onnx-model.ts';
import {
  WEIGHTS,
  ROWS,
  NAMES,
  network,
  upload,
  ask,
  softmax,
  near,
} from '../support/column-networks.ts';

describe('a network over columns', () => {
  it('is refused when its softmax runs over the rows', async () => {
    const { status, body } = await upload(network([node('Softmax', ['z'], ['y'], { axis: 0 })]), {
      'labels.txt': NAMES,
    });
    expect([status, body.error]).toEqual([
      422,
      expect.stringContaining("'y' ends in softmax, which is not over its numbers per row"),
    ]);
  });

  it('is refused as a classifier when two outputs could be its label', async () => {
    const outputs = ['one', 'other'].map((name) => value(name, TYPE.INT64, ['N', 3]));
    const { status, body } = await upload(
      network(
        [node('Cast', ['z'], ['one'], { to: 7 }), node('Neg', ['one'], ['other'])],
        {},
        outputs,
      ),
      {},
      { task: 'tabular-classification' },
    );
    expect([status, body.error]).toEqual([
      422,
      expect.stringContaining("any of 'one', 'other' could be it"),
    ]);
  });

  it.each<[string, readonly NodeProto[], number]>([
    ['whole numbers that no class is', [node('Cast', ['z'], ['label'], { to: 7 })], 3],
    [
      'indices that no TopK gave',
      [node('ReduceSum', ['z', 'one'], ['sum']), node('Cast', ['sum'], ['label'], { to: 7 })],
      1,
    ],
  ])(
    'is refused as a classifier when beside its numbers it gives %s',
    async (_about, nodes, width) => {
      const outputs = [value('label', TYPE.INT64, ['N', width]), value('y', TYPE.FLOAT, ['N', 3])];
      const model = encodeOnnx({
        graph: {
          node: [node('MatMul', ['x', 'w'], ['z']), node('Identity', ['z'], ['y']), ...nodes],
          input: [value('x', TYPE.FLOAT, ['N', 3])],
          output: outputs,
          initializer: [
            rawTensor('w', [3, 3], WEIGHTS),
            rawTensor('one', [1], BigInt64Array.of(1n)),
          ],
        },
      });
      expect((await upload(model, {}, { task: 'tabular-classification' })).body.error).toContain(
        'cannot tell',
      );
      expect((await upload(model)).body.task).toBe('tensor');
    },
  );
});

describe('a fixed number of rows', () => {
  it.each([1, 2, 4, 8])('is run as often as it takes when a run reads %d', async (rows) => {
    const { name } = await upload(network([node('Softmax', ['z'], ['y'])], { rows }), {
      'labels.txt': NAMES,
    });
    const { body } = await ask(name, { rows: ROWS });
    expect(body.map(({ score }) => score)).toEqual(
      ROWS.map((row) => near(Math.max(...softmax(row)))),
    );
  });

  it.each([1, 2, 3])(
    'is run as often as it takes for tensors, too, when a run reads %d',
    async (rows) => {
      const { name } = await upload(
        network([node('Gather', ['z', 'two'], ['y'], { axis: 1 })], { rows, width: 1 }),
        {},
        { task: 'tensor' },
      );
      expect((await ask(name, { tensors: { x: ROWS } })).body).toEqual(
        ROWS.map(([, , last]) => ({ y: last })),
      );
    },
  );

  it('asks each row alone when its answer depends on the others', async () => {
    const trained = encodeOnnx({
      graph: {
        node: [
          node('ReduceMean', ['x', 'axis'], ['mean'], { keepdims: 1 }),
          node('Sub', ['x', 'mean'], ['c']),
          node('Add', ['c', 'x'], ['y']),
        ],
        input: [value('x', TYPE.FLOAT, ['N', 3])],
        output: [value('y', TYPE.FLOAT, ['N', 3])],
        initializer: [rawTensor('axis', [1], BigInt64Array.of(0n))],
      },
    });
    const { name } = await upload(trained);
    expect((await ask(name, { rows: ROWS })).body).toEqual(
      ROWS.map(([a, b, c]) => ({ 'value:0': a, 'value:1': b, 'value:2': c })),
    );
  });
});
