import { describe, expect, it } from '@jest/globals';
import type { NodeProto } from '../../layers/maas/core/onnx/generated/onnx_pb.js';
import { encodeOnnx, node, rawTensor, TYPE, value } from '../support/onnx-model.ts';
import { useService } from '../support/use-service.ts';

const WEIGHTS = Float32Array.from([1, 0, 0, 0, 1, 0, 0, 0, 1]);
const ROWS = [
  [3, 1, 0],
  [0, 2, 1],
  [1, 0, 4],
  [2, 0, 1],
  [0, 1, 0],
];
const COLUMNS = Buffer.from('a\nb\nc\n');
const NAMES = Buffer.from('small\nmiddle\nlarge\n');

const service = useService();
let count = 0;

interface Shapes {
  readonly rows?: number | string;
  readonly width?: number;
}

/** `x` times the unit matrix is `z`; what follows makes `y` of it. */
function network(
  nodes: readonly NodeProto[],
  { rows = 'N', width = 3 }: Shapes = {},
  outputs = [value('y', TYPE.FLOAT, [rows, width])],
): Uint8Array {
  const numbers = [
    rawTensor('w', [3, 3], WEIGHTS),
    rawTensor('first', [1], BigInt64Array.of(0n)),
    rawTensor('two', [1], BigInt64Array.of(2n)),
  ];
  return encodeOnnx({
    graph: {
      node: [node('MatMul', ['x', 'w'], ['z']), ...nodes],
      input: [value('x', TYPE.FLOAT, [rows, 3])],
      output: outputs,
      initializer: numbers,
    },
  });
}

async function upload(
  model: Uint8Array,
  files: Readonly<Record<string, Uint8Array>> = {},
  fields: Readonly<Record<string, string>> = {},
): Promise<{
  name: string;
  status: number;
  body: { task?: string; error?: string; scoring?: unknown };
}> {
  const name = `network-${++count}`;
  return {
    name,
    ...(await service.upload({ 'model.onnx': model, ...files }, { name, ...fields })),
  };
}

async function ask(
  name: string,
  json: unknown,
): Promise<{ status: number; body: Readonly<Record<string, unknown>>[] & { error?: string } }> {
  return service.call('POST', `/models/${name}/predict`, { json });
}

const softmax = (row: readonly number[]): number[] =>
  row.map((x) => Math.exp(x) / row.reduce((sum, other) => sum + Math.exp(other), 0));
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const near = (x = NaN): unknown => expect.closeTo(x, 5);
const best = (row: readonly number[]): number => row.indexOf(Math.max(...row));

describe('a network over columns', () => {
  it.each<[string, NodeProto]>([
    ['ends in softmax', node('Softmax', ['z'], ['y'])],
    ['ends in its logarithm', node('LogSoftmax', ['z'], ['y'])],
    ['gives logits', node('Identity', ['z'], ['y'])],
  ])(
    'answers the class and its probability by the names of the bundle when it %s',
    async (_about, end) => {
      const {
        name,
        body: { task },
      } = await upload(network([end]), { 'columns.txt': COLUMNS, 'labels.txt': NAMES });
      expect(task).toBe('tabular-classification');
      const { body } = await ask(name, {
        rows: ROWS.map(([a, b, c]) => ({ a, b, c })),
        scores: true,
      });
      const names = ['small', 'middle', 'large'];
      expect(body).toEqual(
        ROWS.map((row) => {
          const scores = softmax(row);
          return {
            label: names[best(row)],
            score: near(Math.max(...scores)),
            ...Object.fromEntries(
              names.map((label, index) => [`score:${label}`, near(scores[index])]),
            ),
          };
        }),
      );
    },
  );

  it('names the position of the best class, which comes without scores, as labels.txt does', async () => {
    const { name } = await upload(
      network([node('ArgMax', ['z'], ['y'], { axis: 1n, keepdims: 0n })], {}, [
        value('y', TYPE.INT64, ['N']),
      ]),
      { 'columns.txt': COLUMNS, 'labels.txt': NAMES },
    );
    const { body } = await ask(name, { rows: ROWS });
    expect(body).toEqual(ROWS.map((row) => ({ label: ['small', 'middle', 'large'][best(row)] })));
  });

  it.each<[string, NodeProto, Readonly<Record<string, Uint8Array>>]>([
    ['ends in sigmoids', node('Sigmoid', ['z'], ['y']), { 'labels.txt': NAMES }],
    [
      'is said to have several labels',
      node('Identity', ['z'], ['y']),
      {
        'labels.txt': NAMES,
        'config.json': Buffer.from('{"problem_type": "multi_label_classification"}'),
      },
    ],
  ])('answers a number for each tag when it %s', async (_about, end, files) => {
    const { name } = await upload(network([end]), files);
    const { body } = await ask(name, { rows: ROWS });
    expect(body[0]).toEqual({
      label: 'small',
      score: near(sigmoid(3)),
      'score:small': near(sigmoid(3)),
      'score:middle': near(sigmoid(1)),
      'score:large': near(0.5),
    });
  });

  it('answers for both of two classes when one sigmoid speaks for the second', async () => {
    const one = network(
      [node('Gather', ['z', 'first'], ['g'], { axis: 1 }), node('Sigmoid', ['g'], ['y'])],
      { width: 1 },
    );
    const { name } = await upload(one, { 'labels.txt': Buffer.from('no\nyes\n') });
    const { body } = await ask(name, {
      rows: [
        [-2, 0, 0],
        [2, 0, 0],
      ],
      scores: true,
    });
    expect(body).toEqual([
      {
        label: 'no',
        score: near(sigmoid(2)),
        'score:no': near(sigmoid(2)),
        'score:yes': near(sigmoid(-2)),
      },
      {
        label: 'yes',
        score: near(sigmoid(2)),
        'score:no': near(sigmoid(-2)),
        'score:yes': near(sigmoid(2)),
      },
    ]);
  });

  it('is a regressor of several targets when nothing says that its numbers are those of classes', async () => {
    const {
      name,
      body: { task },
    } = await upload(network([node('Identity', ['z'], ['y'])]));
    expect(task).toBe('tabular-regression');
    expect((await ask(name, { rows: [[1, 2, 3]] })).body).toEqual([
      { 'value:0': 1, 'value:1': 2, 'value:2': 3 },
    ]);
  });

  it('answers a number for each output when it has several', async () => {
    const two = network(
      [
        node('Gather', ['z', 'first'], ['price'], { axis: 1 }),
        node('Gather', ['z', 'two'], ['time'], { axis: 1 }),
      ],
      {},
      [value('price', TYPE.FLOAT, ['N', 1]), value('time', TYPE.FLOAT, ['N', 1])],
    );
    const { name } = await upload(two);
    expect(
      (
        await ask(name, {
          rows: [
            [1, 2, 3],
            [4, 5, 6],
          ],
        })
      ).body,
    ).toEqual([
      { 'value:price': 1, 'value:time': 3 },
      { 'value:price': 4, 'value:time': 6 },
    ]);
  });

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

  it('answers the best classes by name when it ends in TopK', async () => {
    const outputs = [value('values', TYPE.FLOAT, ['N', 2]), value('indices', TYPE.INT64, ['N', 2])];
    const { name } = await upload(
      network([node('TopK', ['z', 'two'], ['values', 'indices'])], {}, outputs),
      { 'labels.txt': NAMES },
    );
    expect(
      (
        await ask(name, {
          rows: [
            [9, 5, 1],
            [1, 5, 9],
          ],
          scores: true,
        })
      ).body,
    ).toEqual([
      { label: 'small', score: 9, 'score:small': 9, 'score:middle': 5 },
      { label: 'large', score: 9, 'score:large': 9, 'score:middle': 5 },
    ]);
  });
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
