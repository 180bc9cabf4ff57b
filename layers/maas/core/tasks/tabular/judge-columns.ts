import type { ScoreMeaning } from './classifier-form.ts';

/** Sums of single-precision probabilities differ from 1 by so much at most. */
export const ROUNDING = 1e-3;

export function isBetween0And1(rows: readonly (readonly number[])[]): boolean {
  return rows.every((row) => row.every((value) => value >= -ROUNDING && value <= 1 + ROUNDING));
}

/**
 * Columns of probabilities are between 0 and 1, and together 1, in every row: no margins are that,
 * whatever the rows.
 */
export function judgeColumns(rows: readonly (readonly number[])[]): ScoreMeaning {
  const isWhole = rows.every(
    (row) => Math.abs(row.reduce((sum, value) => sum + value, 0) - 1) <= ROUNDING,
  );
  return isWhole && isBetween0And1(rows) ? 'probability' : 'decision';
}
