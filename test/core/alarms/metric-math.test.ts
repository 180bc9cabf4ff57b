import { describe, expect, it } from '@jest/globals';
import { ALARM_IDS, getAlarmRule } from '../../../layers/maas/contract/alarms.ts';
import { evaluateMath, MetricMathError } from '../../../layers/maas/core/alarms/metric-math.ts';
import type { Series } from '../../../layers/maas/core/ports/metrics.ts';

const _ = undefined;

describe("the examples of CloudWatch's documentation", () => {
  const metric1 = [30, 20, 0, 0];
  const metric2 = [20, _, 20, _];
  it.each([
    ['metric1 < metric2', [0, 0, 1, 0]],
    ['metric1 >= 30', [1, 0, 0, 0]],
    ['metric1 > 15 AND metric2 > 15', [1, 0, 0, 0]],
    ['metric1 > 15 && metric2 > 15', [1, 0, 0, 0]],
    ['metric1 > 25 OR metric2 > 15', [1, 0, 1, 0]],
    ['metric1 > 25 || metric2 > 15', [1, 0, 1, 0]],
  ])('%s', (expression, expected) => {
    expect(evaluateMath(expression, { metric1, metric2 })).toEqual(expected);
  });

  it.each<[string, Series, Series]>([
    ['IF(metric1, metric2, metric3)', [0, 0, 20, _, 20], [30, 0, 20, _, _]],
    ['IF(metric1, 5, metric3)', [0, 0, 20, _, 20], [5, 5, 20, _, _]],
    ['IF(metric1, metric2, 5)', [], [30, 0, 5, 5, _]],
    ['IF(metric1, metric2)', [], [30, 0, _, _, _]],
  ])('%s', (expression, metric3, expected) => {
    const metrics = { metric1: [1, 1, 0, 0, _], metric2: [30, _, 0, 0, 30], metric3 };
    expect(evaluateMath(expression, metrics)).toEqual(expected);
  });
});

describe('arithmetic', () => {
  const metrics = { a: [6, 6, _, _], b: [2, _, 2, _], zero: [0, 0, 0, 0] };
  it.each<[string, Series]>([
    ['a + b', [8, 6, 2, _]],
    ['a - b', [4, 6, -2, _]],
    ['a * b', [12, 0, 0, _]],
    ['a / b', [3, _, 0, _]],
    ['a / zero', [_, _, _, _]],
    ['100 * b / a', [100 / 3, 0, _, _]],
    ['a * 2', [12, 12, _, _]],
    ['2 + 3 * a', [20, 20, _, _]],
    ['(2 + 3) * a', [30, 30, _, _]],
    ['-a', [-6, -6, _, _]],
    ['a - -1', [7, 7, _, _]],
    ['a', [6, 6, _, _]],
    ['10 / 4 * a', [15, 15, _, _]],
    ['1 - 2 - a', [-7, -7, _, _]],
  ])('%s', (expression, expected) => {
    expect(evaluateMath(expression, metrics)).toEqual(expected);
  });
});

describe('few samples', () => {
  const percent = (errors: Series, n: Series): Series =>
    evaluateMath('IF(n >= 20, 100 * errors / n, 0)', { errors, n });
  it.each<[string, Series, Series, Series]>([
    ['19 of 19 that failed say nothing', [19], [19], [0]],
    ['20 say something', [1], [20], [5]],
    ['none failed', [0], [100], [0]],
    ['failures that were not counted are none', [_], [100], [0]],
    ['a sleeping service has no data', [_], [_], [_]],
  ])('%s', (_name, errors, n, expected) => {
    expect(percent(errors, n)).toEqual(expected);
  });
});

describe('the rules', () => {
  it.each(ALARM_IDS)('%s can be evaluated where it has an expression', (id) => {
    const { watch } = getAlarmRule(id);
    if (watch.kind !== 'model' || watch.expression === undefined) return;
    const metrics = Object.fromEntries(Object.keys(watch.metrics).map((name) => [name, [100]]));
    expect(evaluateMath(watch.expression, metrics)).toEqual([expect.any(Number)]);
  });
});

it.each([
  '',
  'a +',
  'unknown',
  'IF(a)',
  'IF(a, 1',
  '(a',
  'a b',
  'a ? 1',
  'SUM(a)',
  '1 + 2',
  'toString',
  'a;b',
])("refuses '%s'", (expression) => {
  expect(() => evaluateMath(expression, { a: [1] })).toThrow(MetricMathError);
});
