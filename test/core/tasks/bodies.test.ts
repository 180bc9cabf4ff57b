import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MaasError } from '../../../layers/maas/core/errors.ts';
import { TASK_NAMES, type TaskName } from '../../../layers/maas/core/tasks/task/task.ts';
import { prepare, ROW, QUESTION } from '../../support/task-bodies.ts';

/** Bodies that come near to what is meant: its keys, with anything for a value. */
const KEYS = [
  'text',
  'text_pair',
  'question',
  'context',
  'image',
  'rows',
  'tensors',
  'inputs',
  'parameters',
  'scores',
  'top_k',
  'targets',
  'truncation',
  'aggregation_strategy',
];

const near = fc.dictionary(
  fc.constantFrom(...KEYS),
  fc.oneof(
    fc.jsonValue(),
    fc.array(
      fc.dictionary(
        fc.constantFrom('colour', 'petal_length', 'window', 'age', 'bmi', '__proto__'),
        fc.jsonValue(),
      ),
    ),
  ),
);

describe('a body is taken', () => {
  it.each<[TaskName, unknown]>([
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
        parameters: { targets: ['good', 'bad'], tokenizer_kwargs: { truncation: true } },
      },
    ],
    ['question-answering', { question: ['a', 'b'], context: 'for both' }],
    [
      'question-answering',
      {
        inputs: [QUESTION],
        parameters: {
          top_k: 3,
          doc_stride: 2,
          max_answer_len: 4,
          max_seq_len: 16,
          handle_impossible_answer: true,
        },
      },
    ],
    ['feature-extraction', { text: ['a', 'b'], truncation: true, truncate_dim: 2 }],
    [
      'feature-extraction',
      { inputs: 'a', parameters: { normalize_embeddings: true, max_length: 4 } },
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
  ])('for %s: %j', (task, body) => {
    expect(prepare(task, body)).toBeInstanceOf(Function);
  });
});

it.each(TASK_NAMES)("any JSON is read for %s, or refused as the caller's fault", (task) => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), near), (body) => {
      try {
        prepare(task, body);
      } catch (error) {
        if (!(error instanceof MaasError)) throw error;
        expect([
          'INVALID_REQUEST',
          'INVALID_TENSOR',
          'MODEL_REFUSED_INPUT',
          'PAYLOAD_TOO_LARGE',
        ]).toContain(error.code);
      }
    }),
    { numRuns: 400 },
  );
});
