import { describe, expect, it } from '@jest/globals';
import { nameScores } from '../../../../layers/maas/core/tasks/answers/classes.ts';

describe('nameScores', () => {
  it('names a number per class, and those without a name as transformers does', () => {
    expect(nameScores([0.25, 0.75], ['a'])).toEqual({ 'score:a': 0.25, 'score:LABEL_1': 0.75 });
  });

  it.each([
    [[0.7, 0.2, 0.1], 0.7],
    [[0.1, 0.2, 0.7], 0.7],
    [[NaN, 0.2, 0.7], 0.7],
  ])('gives the best of %j where the first and the last class have one name', (scores, best) => {
    expect(nameScores(scores, ['crane', 'cat', 'crane'])).toEqual({
      'score:crane': best,
      'score:cat': 0.2,
    });
  });
});
