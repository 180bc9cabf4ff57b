import { describe, expect, it } from '@jest/globals';
import type { NodeProto } from '../../layers/maas/core/onnx/generated/onnx_pb.js';
import { node, TYPE, value } from '../support/onnx-model.ts';
import { ROWS, NAMES, network, upload, ask, softmax, near } from '../support/column-networks.ts';

const COLUMNS = Buffer.from('a\nb\nc\n');
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
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

  it('names in its notes what its records leave out', async () => {
    const { status, body } = await upload(
      network([node('Softmax', ['z'], ['y']), node('Identity', ['z'], ['logits'])], {}, [
        value('y', TYPE.FLOAT, ['N', 3]),
        value('logits', TYPE.FLOAT, ['N', 3]),
      ]),
      { 'labels.txt': NAMES },
    );
    expect({ status, body }).toMatchObject({
      status: 201,
      body: {
        task: 'tabular-classification',
        notes: [expect.stringMatching(/leave 'logits' out.*\/v2/)],
      },
    });
  });

  it.each<[string, boolean, NodeProto, Readonly<Record<string, Uint8Array>>]>([
    ['are noted where nothing says so', true, node('Identity', ['z'], ['y']), {}],
    ['are no assumption where the graph ends in softmax', false, node('Softmax', ['z'], ['y']), {}],
    [
      'are no assumption where config.json says so',
      false,
      node('Identity', ['z'], ['y']),
      { 'config.json': Buffer.from('{"function_to_apply": "softmax"}') },
    ],
  ])('has numbers that labels.txt makes classes of: they %s', async (_, isNoted, end, files) => {
    const { body } = await upload(network([end]), { 'labels.txt': NAMES, ...files });
    const note = expect.stringMatching(/labels\.txt are taken for classes.*'tabular-regression'/);
    expect(body).toMatchObject({ task: 'tabular-classification' });
    expect(body.notes ?? []).toEqual(isNoted ? [note] : []);
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
