import type { ScoreMeaning } from '../../../tasks/tabular/classifier-form.ts';
import { isBetween0And1, ROUNDING } from '../../../tasks/tabular/judge-columns.ts';
import { getFloats } from '../../../tasks/task/floats.ts';
import { readRows, type MeasuredOutput } from '../../../tasks/task/row-values.ts';

/** Each row's numbers in the made-up run. */
export function readMeasuredFloats({ name, axis, tensor }: MeasuredOutput): number[][] {
  return readRows(tensor, getFloats({ [name]: tensor }, name), axis, tensor.shape[axis] ?? 0);
}

/** Each row's labels in the made-up run, as text. */
export function readMeasuredLabels({ axis, tensor }: MeasuredOutput): string[][] {
  return readRows(tensor, tensor.data as ArrayLike<unknown>, axis, tensor.shape[axis] ?? 0).map(
    (row) => row.map(String),
  );
}

/**
 * Numbers that each speak for themselves are probabilities where what is above a half, and not all
 * above 0, is answered as on.
 */
export function judgeSwitches(
  rows: readonly (readonly number[])[],
  isOn: (row: number, column: number) => boolean,
): ScoreMeaning {
  const agrees = (threshold: number): boolean =>
    rows.every((row, index) =>
      row.every(
        (value, column) =>
          Math.abs(value - threshold) <= ROUNDING || value > threshold === isOn(index, column),
      ),
    );
  return isBetween0And1(rows) && agrees(0.5) && !agrees(0) ? 'probability' : 'decision';
}

/**
 * In how many rows the class that was answered has the greatest of the scores, or none has a
 * greater one.
 */
export function countBest(
  rows: readonly (readonly number[])[],
  columnOf: (row: number) => number,
): number {
  return rows.filter((row, index) => row[columnOf(index)] === Math.max(...row)).length;
}
