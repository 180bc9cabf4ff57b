import { describe, expect, it } from '@jest/globals';
import { LIMITS } from '../../../layers/maas/contract/limits.ts';
import {
  estimateAccuracy,
  type EstimatedAccuracy,
} from '../../../layers/maas/core/feedback/estimate-accuracy.ts';
import { calibrateBins } from '../../../layers/maas/core/feedback/isotonic.ts';
import type { Outcome } from '../../../layers/maas/core/feedback/outcome.ts';
import {
  findScoreBin,
  SCORE_BINS,
  SCORE_COUNTS,
} from '../../../layers/maas/core/feedback/score-bins.ts';
import { ValueDistribution } from '../../../layers/maas/adapters/metrics/value-distribution.ts';

/** The same numbers at every run (mulberry32). */
function createDice(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b9);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const toOutcome = (score: number, isRight: boolean): Outcome => ({
  version: 1,
  predictedAtMs: 0,
  kind: 'labels',
  pairs: [['', 'a', isRight ? 'a' : 'b']],
  score,
});

function count(scores: readonly number[]): number[] {
  const counts = Array.from({ length: SCORE_BINS }, () => 0);
  for (const score of scores) counts[findScoreBin(score)] = (counts[findScoreBin(score)] ?? 0) + 1;
  return counts;
}

interface World {
  /** Draws the score of an input. */
  readonly draw: (dice: () => number) => number;
  /** The probability that an answer with such a score is right. */
  readonly worth: (score: number) => number;
}

/** Answers of so many inputs. */
function answer(n: number, { draw, worth }: World, seed: number): Outcome[] {
  const dice = createDice(seed);
  return Array.from({ length: n }, () => {
    const score = draw(dice);
    return toOutcome(score, dice() < worth(score));
  });
}

const scoresOf = (outcomes: readonly Outcome[]): number[] =>
  outcomes.map((outcome) => (outcome.kind === 'labels' ? (outcome.score ?? 0) : 0));
const realOf = (outcomes: readonly Outcome[]): number =>
  outcomes.filter(({ pairs: [pair] }) => pair?.[1] === pair?.[2]).length / outcomes.length;

/** A model that is too sure of itself, on easy inputs: most of its scores are high. */
const EASY: World = { draw: (dice) => 1 - 0.5 * dice() ** 2, worth: (score) => score ** 2 };
/** The same on hard ones. */
const HARD: World = { ...EASY, draw: (dice) => 0.5 + 0.5 * dice() };
/** The hard ones have come to mean something else. */
const CHANGED: World = { ...HARD, worth: (score) => 1 - score };

const estimate = (known: readonly Outcome[], now: readonly Outcome[]): EstimatedAccuracy => {
  const found = estimateAccuracy(count(scoresOf(now)), known);
  if (!found) throw new Error('Nothing was estimated.');
  return found;
};

describe('the estimated accuracy', () => {
  const known = answer(5000, EASY, 1);

  it('is within 2 points of the real one on average when the inputs shift', () => {
    const errors = Array.from({ length: 20 }, (_, seed) => {
      const [before, now] = [answer(5000, EASY, 100 + seed), answer(5000, HARD, 200 + seed)];
      const { accuracy, predictions, truths } = estimate(before, now);
      expect([predictions, truths]).toEqual([5000, 5000]);
      expect(realOf(before) - realOf(now)).toBeGreaterThan(0.1); // a shift that costs
      return Math.abs(accuracy - realOf(now));
    });
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(0.02);
  });

  it('is not what the scores promise by themselves', () => {
    const now = answer(5000, HARD, 2);
    const promised = scoresOf(now).reduce((sum, score) => sum + score, 0) / now.length;
    expect(promised - realOf(now)).toBeGreaterThan(0.1);
  });

  it('misleads when the same inputs have come to mean something else', () => {
    const now = answer(5000, CHANGED, 3);
    expect(estimate(known, now).accuracy - realOf(now)).toBeGreaterThan(0.1);
  });

  it('has an interval that holds the real one in about 95 of 100 draws', () => {
    const held = Array.from({ length: 200 }, (_, seed) => {
      const now = answer(1000, HARD, 1000 + seed);
      const { from, to } = estimate(answer(500, EASY, 5000 + seed), now);
      return from <= realOf(now) && realOf(now) <= to;
    }).filter(Boolean).length;
    expect(held).toBeGreaterThan(180);
  });

  it('is none when too few truths are known, or no score', () => {
    const few = known.slice(0, LIMITS.estimateTruths - 1);
    expect(estimateAccuracy(count([0.9]), few)).toBeUndefined();
    expect(estimateAccuracy(count([]), known)).toBeUndefined();
    const unscored = known.map(({ version, predictedAtMs }): Outcome => ({
      version,
      predictedAtMs,
      kind: 'labels',
      pairs: [['', 'a', 'a']],
    }));
    expect(estimateAccuracy(count([0.9]), unscored)).toBeUndefined();
  });

  it('claims little of scores that no truth was ever seen with', () => {
    const { from, to } = estimate(answer(500, { ...EASY, draw: () => 0.95 }, 7), [
      toOutcome(0.55, true),
      toOutcome(0.56, true),
    ]);
    expect(to - from).toBeGreaterThan(0.5);
  });
});

describe('calibration', () => {
  it('pools bins that contradict their neighbours, weighted by their truths', () => {
    expect(
      calibrateBins([
        { truths: 10, right: 2 },
        { truths: 10, right: 8 },
        { truths: 30, right: 18 },
        { truths: 10, right: 9 },
      ]),
    ).toEqual([0.2, 0.65, 0.65, 0.9]);
  });

  it('fills bins without truths from those beside them', () => {
    const none = { truths: 0, right: 0 };
    expect(
      calibrateBins([none, { truths: 2, right: 1 }, none, { truths: 4, right: 3 }, none]),
    ).toEqual([0.5, 0.5, 0.625, 0.75, 0.75]);
    expect(calibrateBins([none, none])).toBeUndefined();
  });
});

it('counts scores in the same bins whether from feedback or from metrics', () => {
  const dice = createDice(9);
  const scores = [0, 0.1, 0.5, 0.9, 0.995, 0.998, 1, ...Array.from({ length: 500 }, dice)].map(
    (score) => Math.round(score * 1000) / 1000,
  );
  const recorded = new ValueDistribution();
  for (const score of scores) recorded.record(score);
  expect(SCORE_COUNTS.map((statistic) => recorded.find(statistic))).toEqual(count(scores));
});
