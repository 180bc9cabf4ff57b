import { describe, expect, it } from '@jest/globals';
import { parseAlarmEvent } from '../../../layers/maas/core/alarms/alarm-event.ts';

/** As AWS documents it for an alarm with contributors. */
const CONTRIBUTOR = {
  alarmName: 'ServerlessMaas/Stack/Models/ErrorRate',
  alarmContributor: {
    id: '6d442278dba546f6',
    attributes: { Model: 'sentiment', Version: '7' },
  },
  state: {
    value: 'ALARM',
    reason: 'Threshold Crossed: 3 datapoints were greater than the threshold (3.0).',
    timestamp: '2025-12-01T13:42:04.919+0000',
  },
  configuration: {
    metrics: [{ id: 'm1', expression: 'SELECT SUM(x) …', returnData: true, period: 60 }],
    description: 'More than 5 % fail.',
  },
};
/** As for an alarm by metric math, which a model with limits of its own has. */
const OWN = {
  alarmName: 'ServerlessMaas/Stack/Models/sentiment/OwnErrorRate',
  state: CONTRIBUTOR.state,
  previousState: { value: 'OK', timestamp: '2025-12-01T13:40:50.600+0000' },
  configuration: {
    metrics: [
      { id: 'e', expression: 'IF(n >= 20, 100 * errors / n, 0)', returnData: true },
      {
        id: 'errors',
        metricStat: {
          metric: { name: 'Errors', namespace: 'Maas', dimensions: { Model: 'sentiment' } },
          period: 300,
          stat: 'Sum',
        },
        returnData: false,
      },
    ],
  },
};

describe("an alarm's change of state", () => {
  it('says of a contributor which version of which model, since when', () => {
    expect(parseAlarmEvent(CONTRIBUTOR)).toEqual({
      id: 'ErrorRate',
      title: 'predictions fail',
      model: 'sentiment',
      version: 7,
      atMs: Date.parse('2025-12-01T13:42:04.919Z'),
    });
  });

  it("says of a model's own alarm which model", () => {
    expect(parseAlarmEvent(OWN)).toMatchObject({
      id: 'OwnErrorRate',
      model: 'sentiment',
      version: undefined,
    });
  });

  it.each([
    ['is well again', { ...CONTRIBUTOR, state: { ...CONTRIBUTOR.state, value: 'OK' } }],
    ['is over all contributors', { ...CONTRIBUTOR, alarmContributor: undefined }],
    ['is no alarm of ours', { ...CONTRIBUTOR, alarmName: 'ServerCpuTooHigh' }],
    ['has no time', { ...CONTRIBUTOR, state: { value: 'ALARM', timestamp: 'now' } }],
    ['is no event', { alarmName: 1 }],
    ['is nothing', undefined],
  ])('concerns nobody where it %s', (_, detail) => {
    expect(parseAlarmEvent(detail)).toBeUndefined();
  });
});
