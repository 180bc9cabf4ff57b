import { describe, expect, it } from '@jest/globals';
import {
  judgeSeries,
  type AlarmState,
  type Judgement,
  type MissingData,
} from '../../../layers/maas/core/alarms/judge-series.ts';

const TREATMENTS = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;
/** The state before, which 'ignore' has to keep. */
const BEFORE: AlarmState = 'OK';
const STATES: Readonly<Record<string, AlarmState>> = {
  OK: 'OK',
  ALARM: 'ALARM',
  DATA: 'INSUFFICIENT_DATA',
  KEEP: BEFORE,
};

/** `0` does not breach, `X` does, `-` is missing; the newest stands at the end. */
function judge(points: string, rule: Partial<Judgement>, before: AlarmState = BEFORE): AlarmState {
  const series = points.split(' ').map((point) => ({ '0': 1, X: 5, '-': undefined })[point]);
  return judgeSeries(
    series,
    {
      datapointsToAlarm: 3,
      evaluationPeriods: 3,
      comparison: 'GreaterThanThreshold',
      threshold: 3,
      missingData: 'notBreaching',
      ...rule,
    },
    before,
  );
}

/** Points, and the state under each of the treatments in their order. */
type Row = readonly [points: string, ...states: readonly [string, string, string, string]];

function toCases(rows: readonly Row[]): [string, MissingData, AlarmState][] {
  return rows.flatMap(([points, ...states]) =>
    TREATMENTS.map((treatment, index): [string, MissingData, AlarmState] => [
      points,
      treatment,
      STATES[states[index] ?? ''] ?? 'OK',
    ]),
  );
}

describe("the tables of CloudWatch's documentation", () => {
  it.each(
    toCases([
      ['0 - X - X', 'OK', 'OK', 'OK', 'OK'],
      ['0 - - - -', 'OK', 'OK', 'OK', 'OK'],
      ['- - - - -', 'DATA', 'KEEP', 'ALARM', 'OK'],
      ['0 X X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
      ['- - X - -', 'ALARM', 'KEEP', 'ALARM', 'OK'],
      // "does not go immediately into ALARM state"
      ['- - - - X', 'DATA', 'KEEP', 'ALARM', 'OK'],
      ['- - - X -', 'DATA', 'KEEP', 'ALARM', 'OK'],
      ['- - - X 0', 'OK', 'OK', 'OK', 'OK'],
      ['- - X - 0', 'OK', 'OK', 'OK', 'OK'],
      ['X - - - -', 'ALARM', 'KEEP', 'ALARM', 'OK'],
    ]),
  )('3 of 3: %s with missing data as %s is %s', (points, missingData, state) => {
    expect(judge(points, { missingData })).toBe(state);
  });

  it.each(
    toCases([
      ['0 - X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
      ['0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
      ['0 - X - -', 'OK', 'OK', 'ALARM', 'OK'],
      ['- - - - 0', 'OK', 'OK', 'ALARM', 'OK'],
      ['- - - X -', 'ALARM', 'KEEP', 'ALARM', 'OK'],
    ]),
  )('2 of 3: %s with missing data as %s is %s', (points, missingData, state) => {
    expect(judge(points, { missingData, datapointsToAlarm: 2 })).toBe(state);
  });

  it.each(['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const)('ignore keeps %s', (before) => {
    expect(judge('- - - - -', { missingData: 'ignore' }, before)).toBe(before);
    expect(judge('- - X - -', { missingData: 'ignore' }, before)).toBe(before);
  });
});

describe('M of N, missing data not breaching, as our rules have it', () => {
  it.each([
    ['0 0 X X X 0 0', 3, 5, 'ALARM'],
    ['0 0 X 0 X 0 X', 3, 5, 'ALARM'],
    ['X X X 0 0 0 0', 3, 5, 'OK'],
    ['X X 0 0 X X 0', 3, 5, 'OK'],
    ['X X X X 0 0 0', 3, 5, 'OK'],
    ['- - - - - - X', 3, 5, 'OK'],
    ['- - - - X X X', 3, 5, 'ALARM'],
    ['X - X - X - -', 3, 5, 'ALARM'],
    ['X X - - - - -', 3, 5, 'OK'],
    // Five of them are there: what is missing does not count.
    ['X X X - - 0 0', 3, 5, 'ALARM'],
    ['0 X 0 X 0', 2, 3, 'OK'],
    ['0 0 0 X X', 2, 3, 'ALARM'],
    ['0 0 X X 0', 2, 3, 'ALARM'],
    ['0 X X 0 0', 2, 3, 'OK'],
    ['0 0 X', 1, 1, 'ALARM'],
    ['0 X 0', 1, 1, 'OK'],
    ['X - -', 1, 1, 'ALARM'],
    ['- - -', 1, 1, 'OK'],
    ['- - X - - - X - - - X - - -', 3, 12, 'ALARM'],
    ['- - X - - - 0 - - - X - - -', 3, 12, 'OK'],
  ] as const)('%s, %i of %i, is %s', (points, datapointsToAlarm, evaluationPeriods, state) => {
    expect(judge(points, { datapointsToAlarm, evaluationPeriods })).toBe(state);
  });
});

describe('the threshold', () => {
  it.each([
    ['GreaterThanThreshold', 3, 'OK'],
    ['GreaterThanThreshold', 3.000001, 'ALARM'],
    ['GreaterThanOrEqualToThreshold', 3, 'ALARM'],
    ['GreaterThanOrEqualToThreshold', 2.999999, 'OK'],
    ['LessThanThreshold', 3, 'OK'],
    ['LessThanThreshold', 2.999999, 'ALARM'],
    ['LessThanThreshold', -3, 'ALARM'],
    ['GreaterThanThreshold', -3, 'OK'],
  ] as const)('%s: a value of %d is %s', (comparison, value, state) => {
    expect(
      judgeSeries(
        [value],
        {
          datapointsToAlarm: 1,
          evaluationPeriods: 1,
          comparison,
          threshold: 3,
          missingData: 'notBreaching',
        },
        'OK',
      ),
    ).toBe(state);
  });
});
