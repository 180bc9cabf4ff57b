import { describe, expect, it, jest } from '@jest/globals';
import * as parsing from '../../../layers/maas/core/json/parse-body.ts';
import type { TaskName } from '../../../layers/maas/core/tasks/task/task.ts';
import { listPaths, noteReads } from '../../support/read-paths.ts';

/** Told of each key that a task reads of a body, by its path. */
let onRead: (path: string) => void = () => undefined;
jest.unstable_mockModule('../../../layers/maas/core/json/parse-body.ts', () => ({
  parseBody: (...call: Parameters<typeof parsing.parseBody>) =>
    noteReads(parsing.parseBody(...call), (path) => {
      onRead(path);
    }),
}));
const { prepare, QUESTION, ROW } = await import('../../support/task-bodies.ts');
const { TASK_OPTIONS } = await import('../../support/task-options.ts');

/** Every option stands in a row: of what it does, the task's own tests tell. */
const ROWS: readonly (readonly [TaskName, object])[] = [
  ['text-classification', { text: '' }],
  [
    'text-classification',
    { text: ['a', '好'], text_pair: ['b', ''], scores: true, truncation: false },
  ],
  [
    'text-classification',
    {
      inputs: 'a',
      parameters: {
        top_k: null,
        function_to_apply: 'none',
        truncation: true,
        max_length: 8,
        padding: true,
      },
    },
  ],
  ['text-classification', { inputs: [{ text: 'a', text_pair: 'b' }, { text: 'c' }] }],
  ['text-classification', { inputs: [] }],
  ['token-classification', { text: ['', 'a'], aggregation_strategy: 'max' }],
  [
    'token-classification',
    {
      inputs: 'a',
      parameters: { aggregation_strategy: 'average', ignore_labels: [], stride: 2 },
    },
  ],
  ['fill-mask', { text: '[MASK]', top_k: 2, targets: 'good' }],
  [
    'fill-mask',
    {
      inputs: ['[MASK]'],
      parameters: {
        top_k: 2,
        targets: ['good', 'bad'],
        tokenizer_kwargs: { truncation: true, max_length: 8, padding: true },
      },
    },
  ],
  ['question-answering', { question: ['a', 'b'], context: 'for both', top_k: 2 }],
  [
    'question-answering',
    {
      inputs: [QUESTION],
      parameters: {
        top_k: 3,
        doc_stride: 2,
        max_answer_len: 4,
        max_seq_len: 16,
        max_question_len: 8,
        handle_impossible_answer: true,
        align_to_words: false,
        padding: 'max_length',
      },
    },
  ],
  ['question-answering', { inputs: QUESTION, parameters: { topk: 3 } }],
  ['feature-extraction', { text: ['a', 'b'], truncation: true, truncate_dim: 2 }],
  [
    'feature-extraction',
    {
      inputs: 'a',
      parameters: {
        normalize_embeddings: true,
        prompt_name: 'query',
        truncate_dim: 2,
        truncation: true,
        max_length: 4,
        padding: true,
      },
    },
  ],
  ['image-classification', { image: 'AAAA', scores: true }],
  [
    'image-classification',
    { inputs: ['AAAA'], parameters: { top_k: 1, function_to_apply: 'sigmoid' } },
  ],
  [
    'tabular-classification',
    { rows: [ROW, ['blue', null], { petal_length: null, colour: null }], scores: true },
  ],
  ['tabular-regression', { rows: [{ 'blood pressure': 3, age: 1, bmi: null }, [1, 2, 3]] }],
  [
    'tensor',
    {
      tensors: {
        window: [
          [
            [1, 2],
            [3, 4],
          ],
        ],
      },
    },
  ],
  // A model of any task takes tensors as well.
  ['tabular-classification', { tensors: { colour: [['red']], petal_length: [[1]] } }],
];

/** Options that are taken and change nothing. */
const WITHOUT_EFFECT = /\bpadding$|^question-answering parameters\.max_question_len$/;

const options = TASK_OPTIONS.map(({ task, path }) => `${task} ${path}`);

describe('a body is taken', () => {
  it.each(ROWS)('for %s: %j', (task, body) => {
    expect(prepare(task, body)).toBeInstanceOf(Function);
  });
});

describe('every option', () => {
  it('stands in a body of the rows above', () => {
    const written = ROWS.flatMap(([task, body]) =>
      listPaths(body).map((path) => `${task} ${path}`),
    );
    const missing = options.filter((option) => !written.includes(option));
    expect(missing.map((option) => `add a row that has: ${option}`)).toEqual([]);
  });

  it('is read by the prepare of its task, unless it is one of those without effect', () => {
    const read = new Set<string>();
    for (const [task, body] of ROWS) {
      onRead = (path) => read.add(`${task} ${path}`);
      prepare(task, body);
    }
    const unread = options.filter((option) => !read.has(option) && !WITHOUT_EFFECT.test(option));
    expect(unread.map((option) => `prepare does not read it: ${option}`)).toEqual([]);
    const used = options.filter((option) => read.has(option) && WITHOUT_EFFECT.test(option));
    expect(used.map((option) => `it is read, so it is not WITHOUT_EFFECT: ${option}`)).toEqual([]);
  });
});
