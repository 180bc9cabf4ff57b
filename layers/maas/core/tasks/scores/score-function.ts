/**
 * The functions by which the pipelines of transformers make scores of logits; the words are those
 * of their parameter `function_to_apply`.
 */
export const PIPELINE_FUNCTIONS = ['softmax', 'sigmoid', 'none'] as const;
export type PipelineFunction = (typeof PIPELINE_FUNCTIONS)[number];

/**
 * Functions that make scores of a model's numbers: `exp` of logarithms, `none` of numbers that are
 * scores already.
 */
export const SCORE_FUNCTIONS = [...PIPELINE_FUNCTIONS, 'exp'] as const;
export type ScoreFunction = (typeof SCORE_FUNCTIONS)[number];

export function applyFunction(numbers: ArrayLike<number>, name: ScoreFunction): number[] {
  const values = Array.from(numbers);
  switch (name) {
    case 'none':
      return values;
    case 'exp':
      return values.map(Math.exp);
    case 'sigmoid':
      return values.map((value) => 1 / (1 + Math.exp(-value)));
    case 'softmax':
      return softmax(values);
  }
}

function softmax(values: readonly number[]): number[] {
  const most = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const shifted = values.map((value) => Math.exp(value - most));
  const sum = shifted.reduce((a, b) => a + b, 0);
  return shifted.map((value) => value / sum);
}
