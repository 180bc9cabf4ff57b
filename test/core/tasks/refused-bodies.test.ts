import { describe, expect, it } from '@jest/globals';
import { type TaskName } from '../../../layers/maas/core/tasks/task/task.ts';
import { prepare, ROW, QUESTION } from '../../support/task-bodies.ts';

describe('a body is refused in words', () => {
  it.each<[TaskName, unknown, string]>([
    [
      'text-classification',
      null,
      'The body is not as it should be: invalid input: expected object, received null.',
    ],
    ['text-classification', [], 'expected object, received array'],
    ['text-classification', {}, '"text" is missing: expected string or array.'],
    [
      'text-classification',
      { text: 5 },
      '"text" is of another type: expected string or array (got 5).',
    ],
    [
      'text-classification',
      { text: [null] },
      '"text.0" invalid input: expected string, received null.',
    ],
    ['text-classification', { text: [] }, '"text" must have one text or more.'],
    ['text-classification', { text: 'a', top_k: 1 }, 'unrecognized key: "top_k".'],
    [
      'text-classification',
      { text: 'a', scores: 1 },
      '"scores" invalid input: expected boolean, received number (got 1).',
    ],
    [
      'text-classification',
      { text: ['a', 'b'], text_pair: 'c' },
      '"text_pair" must have as many texts as "text"; got 1 and 2.',
    ],
    ['text-classification', { inputs: 'a', text: 'b' }, 'unrecognized key: "text".'],
    [
      'text-classification',
      { inputs: 'a', parameters: { temperature: 1 } },
      '"parameters" unrecognized key: "temperature".',
    ],
    [
      'text-classification',
      { inputs: 'a', parameters: { top_k: 0 } },
      '"parameters.top_k" too small: expected number to be >=1 (got 0).',
    ],
    [
      'text-classification',
      { inputs: 'a', parameters: { top_k: 1.5 } },
      '"parameters.top_k" invalid input: expected int, received number (got 1.5).',
    ],
    [
      'text-classification',
      { inputs: 'a', parameters: { function_to_apply: 'max' } },
      'expected one of "softmax"|"sigmoid"|"none" (got "max").',
    ],
    [
      'token-classification',
      { text: 'a', aggregation_strategy: 'best' },
      'expected one of "none"|"simple"|"first"|"average"|"max" (got "best").',
    ],
    [
      'token-classification',
      { inputs: 'a', parameters: { ignore_labels: 'O' } },
      '"parameters.ignore_labels" invalid input: expected array, received string (got "O").',
    ],
    [
      'token-classification',
      { inputs: [['a']] },
      '"inputs.0" invalid input: expected string, received array.',
    ],
    ['fill-mask', { text: '[MASK]', targets: [] }, '"targets" too small'],
    [
      'fill-mask',
      { inputs: '[MASK]', parameters: { tokenizer_kwargs: { lower: true } } },
      '"parameters.tokenizer_kwargs" unrecognized key: "lower".',
    ],
    [
      'question-answering',
      {},
      '"question" is missing: expected string or array; "context" is missing: expected string ' +
        'or array.',
    ],
    [
      'question-answering',
      { question: ['a', 'b'], context: ['c'] },
      '"context" must be one text, or one for each question; got 1 for 2 question(s).',
    ],
    [
      'question-answering',
      { inputs: { question: 'a' } },
      '"inputs.context" is missing: expected string.',
    ],
    [
      'question-answering',
      { ...QUESTION, top_k: -1 },
      '"top_k" too small: expected number to be >=1 (got -1).',
    ],
    [
      'feature-extraction',
      { inputs: 'a', parameters: { max_length: 0 } },
      '"parameters.max_length" too small',
    ],
    ['feature-extraction', { text: 'a', truncate_dim: 0 }, '"truncate_dim" too small'],
    [
      'tabular-classification',
      { inputs: [['red', 1]] },
      '"rows" is missing: expected array; unrecognized key: "inputs".',
    ],
    ['tabular-classification', { rows: [] }, '"rows" must have one row or more.'],
    [
      'tabular-classification',
      { rows: [5] },
      '"rows.0" is of another type: expected object or array (got 5).',
    ],
    [
      'tabular-classification',
      { rows: [ROW, { colour: 'red' }] },
      'Row 1 lacks the column "petal_length"; send null where a value is missing.',
    ],
    [
      'tabular-classification',
      { rows: [{ ...ROW, shop: 'x' }] },
      'Row 0 has the column "shop", which the model does not know; its columns are "colour", ' +
        '"petal_length".',
    ],
    [
      'tabular-classification',
      { rows: [{ ...ROW, 'petal length': 1 }] },
      'Row 0 has the column "petal_length" twice, once as "petal length".',
    ],
    [
      'tabular-classification',
      { rows: [['red', 1], ['red']] },
      'Row 1 has 1 values; the model reads 2 columns: "colour", "petal_length".',
    ],
    [
      'tabular-classification',
      { rows: [['red', 'one']] },
      'Row 0, column "petal_length" has "one", which the model cannot read: send a number of ' +
        'up to 3.4e38, or null where it is missing.',
    ],
    [
      'tabular-classification',
      { rows: [[['red'], 1]] },
      'Row 0, column "colour" has ["red"], which the model cannot read: send a string without ' +
        'U+0000, or null where it is missing.',
    ],
    [
      'tabular-regression',
      { rows: [{ age: 1, bmi: 2 }] },
      'Row 0 lacks the column "blood pressure"',
    ],
    ['tensor', { tensors: {} }, 'The input "window" is missing.'],
    [
      'tensor',
      { tensors: { window: [[1, 2]] } },
      "The input 'window' has the shape [-1, -1, 2], where -1 is free; got [1, 2].",
    ],
    [
      'tensor',
      { tensors: { window: [[[1, 2]]], mask: [1] } },
      'The model has no input "mask"; it has "window".',
    ],
    ['text-classification', { text: 'a', tensors: {} }, 'unrecognized key: "text".'],
    [
      'tensor',
      { tensors: { window: [[[1, 'a']]] } },
      '\'window\' is FP32 and has "a" at [0][0][1]: send a number of up to 3.4e38, or null for ' +
        'NaN.',
    ],
    [
      'tensor',
      { text: 'a' },
      'This version takes tensors: send {"tensors": …}, or call /v2/models/{model}/infer. It ' +
        "was uploaded with the task 'tensor'.",
    ],
    ['tensor', { image: 'AAAA' }, 'This version takes tensors'],
    ['tensor', { rows: [[1]] }, 'This version takes tensors'],
  ])('for %s: %j', (task, body, sentence) => {
    expect(() => prepare(task, body)).toThrow(
      expect.objectContaining({
        name: 'MaasError',
        code: expect.stringMatching(/^(INVALID_(REQUEST|TENSOR)|MODEL_REFUSED_INPUT)$/),
        message: expect.stringContaining(sentence),
      }),
    );
  });
});
