import { expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { BestScores } from '../../../../layers/maas/core/tasks/answers/best-scores.ts';

it('keeps what a stable sort would put first, whatever is offered in whatever order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 9 })),
      fc.integer({ min: 1, max: 12 }),
      (scores, most) => {
        const best = new BestScores<number>(most);
        scores.forEach((score, index) => {
          best.offer(score, index);
        });

        expect(best.toSorted()).toEqual(
          scores
            .map((_, index) => index)
            .sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0))
            .slice(0, most),
        );
      },
    ),
  );
});

it('puts what is not a number last, in its order', () => {
  const best = new BestScores<string>(3);
  [
    ['a', NaN],
    ['b', 1],
    ['c', NaN],
    ['d', 2],
  ].forEach(([item, score]) => {
    best.offer(score as number, item as string);
  });

  expect(best.toSorted()).toEqual(['d', 'b', 'a']);
});
