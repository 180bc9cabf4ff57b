import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { encodeOnnx, node, TYPE, value } from './onnx-model.ts';
import { startService, type Reply, type Service } from './service.ts';
import { textModel, toWordVector } from './text-models.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string): Buffer => readFileSync(path.join(root, file));
const TABLE = 'test/fixtures/references/tabular';
export const GOOD = '这是一个正面的文本';
export const BAD = '这是一个负面的文本';

export const ROW = JSON.parse(
  read(`${TABLE}/mixed/reference.jsonl`).toString().split('\n')[0] ?? '',
) as {
  row: Record<string, unknown>;
  label: string;
};

export const NUMBERS = JSON.parse(
  read(`${TABLE}/regression/reference.jsonl`).toString().split('\n')[0] ?? '',
) as { row: Record<string, unknown>; value: number };

/** The words of `[CLS] … [SEP]`, summed, or averaged over `count`. */
export const sum = (words: readonly number[], width: number, count = 1): number[] =>
  Array.from(
    { length: width },
    (_, column) =>
      [2, ...words, 3].reduce(
        (total, word) => total + (toWordVector(word, width)[column] ?? NaN),
        0,
      ) / count,
  );

export const near = (values: readonly number[]): unknown[] =>
  values.map((one): unknown => expect.closeTo(one, 5));

export const toUnit = (vector: readonly number[]): number[] =>
  vector.map((one) => one / Math.hypot(...vector));

export let service: Service;

export const post = (url: string, json: unknown): Promise<Reply> =>
  service.call('POST', url, { json });

const matrix = (name: string): ReturnType<typeof value> => value(name, TYPE.FLOAT, [undefined, 2]);
const PAIR = {
  'model.onnx': encodeOnnx({
    graph: {
      input: [matrix('a'), matrix('b')],
      output: [matrix('sum'), matrix('difference')],
      node: [node('Add', ['a', 'b'], ['sum']), node('Sub', ['a', 'b'], ['difference'])],
    },
  }),
};

const BUNDLES = {
  sentiment: { 'model.onnx': read('examples/sentiment/model.onnx') },
  default: { 'model.onnx': read('examples/sentiment/model.onnx') },
  'BAAI--bge-Small_v1.5': textModel('last_hidden_state', 4, {
    architectures: ['BertModel'],
    max_position_embeddings: 16,
  }),
  ranker: textModel(
    'logits',
    1,
    { architectures: ['BertForSequenceClassification'], id2label: { 0: 'LABEL_0' } },
    { isSummed: true },
  ),
  classifier: textModel(
    'logits',
    2,
    {
      architectures: ['BertForSequenceClassification'],
      id2label: { 0: 'negative', 1: 'positive' },
    },
    { isSummed: true },
  ),
  tagger: textModel('logits', 3, {
    architectures: ['BertForTokenClassification'],
    id2label: { 0: 'O', 1: 'B-PER', 2: 'B-ORG' },
  }),
  filler: textModel('logits', 7, { architectures: ['BertForMaskedLM'], vocab_size: 7 }),
  mixed: { 'model.onnx': read(`${TABLE}/mixed/model.onnx`) },
  regression: { 'model.onnx': read(`${TABLE}/regression/model.onnx`) },
  digits: Object.fromEntries(
    ['model.onnx', 'config.json', 'preprocessor_config.json'].map((file) => [
      file,
      read(`test/fixtures/references/digits-cnn/${file}`),
    ]),
  ),
  pair: PAIR,
  frame: PAIR,
  matrix: {
    'model.onnx': encodeOnnx({
      graph: {
        input: [value('x', TYPE.FLOAT, [undefined, 2, 2])],
        output: [value('y', TYPE.FLOAT, [undefined, 2, 2])],
        node: [node('Identity', ['x'], ['y'])],
      },
    }),
  },
} satisfies Record<string, Readonly<Record<string, Uint8Array>>>;

/** The tasks of bundles that do not say it themselves. */
const TASKS: Readonly<Record<string, string>> = { pair: 'tensor', frame: 'tabular-regression' };

/**
 * Has a service with these of the models.
 * @param environment further settings
 */
export function useNeighbours(
  models: readonly (keyof typeof BUNDLES)[],
  environment: Readonly<Record<string, string>> = {},
): void {
  beforeAll(async () => {
    service = await startService(environment);
    for (const name of models) {
      const { [name]: task } = TASKS;
      expect(
        await service.upload(BUNDLES[name], { name, ...(task === undefined ? {} : { task }) }),
      ).toMatchObject({ status: 201 });
    }
  }, 120_000);
  afterAll(() => {
    service.stop();
  });
}
