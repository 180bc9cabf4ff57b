import { expect, it } from '@jest/globals';
import { spendBudget } from '../../../layers/maas/core/monitoring/error-budget.ts';
import { toDeath } from '../../../layers/maas/core/monitoring/prediction-failure.ts';

const BUDGET = { errorRatePercent: 5, latencyP99Ms: 200 };

it.each([
  ['a good answer gives back to both', { hasFailed: false, latencyMs: 200 }, -0.05, -0.01],
  ['a slow one takes from one', { hasFailed: false, latencyMs: 200.001 }, -0.05, 0.99],
  ['a failure takes from the other', { hasFailed: true }, 0.95, undefined],
])('%s', (_, outcome, errors, slow) => {
  expect(spendBudget(outcome, BUDGET)).toEqual({
    ErrorsOverBudget: errors,
    ...(slow === undefined ? {} : { SlowOverBudget: slow }),
  });
});

it('sums up to the failures beyond those that may be', () => {
  const sum = (failures: number, of: number): number =>
    Array.from(
      { length: of },
      (_, i) => spendBudget({ hasFailed: i < failures }, BUDGET).ErrorsOverBudget as number,
    ).reduce((a, b) => a + b, 0);
  expect(sum(5, 100)).toBeCloseTo(0);
  expect(sum(50, 1000)).toBeCloseTo(0);
  expect(sum(54, 1000)).toBeCloseTo(4);
  expect(sum(4, 4)).toBeCloseTo(3.8);
  expect(sum(1, 1)).toBeCloseTo(0.95);
});

it.each([
  [{ errorRatePercent: 1 }, ['SlowOverBudget']],
  [{ latencyP99Ms: 10 }, ['ErrorsOverBudget']],
  [{ errorRatePercent: 1, latencyP99Ms: 10 }, []],
  [{ timeoutSeconds: 3 }, ['ErrorsOverBudget', 'SlowOverBudget']],
])('leaves a model with limits of its own to its own alarms: %j', (own, expected) => {
  expect(Object.keys(spendBudget({ hasFailed: false, latencyMs: 1 }, BUDGET, own))).toEqual(
    expected,
  );
});

it('counts a process that a prediction took along in full', () => {
  expect(toDeath('PROCESS_DIED', { model: 'm', version: 1 }).values).toMatchObject({
    Errors: 1,
    ErrorsOverBudget: 1,
  });
});
