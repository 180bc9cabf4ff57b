import { describe, expect, it } from '@jest/globals';
import { parseJsonText } from '../../../../layers/maas/core/tasks/task/parse-json-text.ts';

describe("a bundle's settings", () => {
  it.each([
    ['{"model_max_length": Infinity}', { model_max_length: null }],
    [
      '{"time_step_limit": [0.0, Infinity], "x": -Infinity}',
      { time_step_limit: [0, null], x: null },
    ],
    [
      '{"classifier_dropout": NaN, "id2label": {"0": "NaN"}}',
      expect.objectContaining({
        classifier_dropout: null,
        id2label: { 0: 'NaN' },
      }),
    ],
    ['[NaN]', [null]],
  ])('are read as Python writes them: %s', (text, value) => {
    expect(parseJsonText('config.json', text)).toEqual(value);
  });

  it.each(['{"a": nan}', '{NaN: 1}', '{"a": NaN,}', 'NaN', '"NaN"'])(
    'are refused by the name of their file when they are %s',
    (text) => {
      expect(() => parseJsonText('config.json', text)).toThrow("'config.json'");
    },
  );
});
