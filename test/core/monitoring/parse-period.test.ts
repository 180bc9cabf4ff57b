import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MaasError } from '../../../layers/maas/core/errors.ts';
import { parsePeriod } from '../../../layers/maas/core/monitoring/parse-period.ts';

const NOW = Date.parse('2026-11-25T08:00:00Z');
const HOUR = 3_600_000;
const FROM = '2026-11-24T00:00:00Z';
const TO = '2026-11-24T06:00:00+02:00';

describe('parsePeriod', () => {
  it.each([
    ['nothing is said', {}, NOW - HOUR, NOW],
    ['it is so many seconds', { period: '300' }, NOW - 300_000, NOW],
    ['it is minutes', { period: 'PT15M' }, NOW - 900_000, NOW],
    ['it is hours, minutes and seconds', { period: 'PT1H30M5S' }, NOW - 5_405_000, NOW],
    ['it is days', { period: 'P7D' }, NOW - 168 * HOUR, NOW],
    ['it is days and hours', { period: 'P1DT6H' }, NOW - 30 * HOUR, NOW],
    ['it is weeks', { period: 'P2W' }, NOW - 336 * HOUR, NOW],
    ['it has a beginning', { from: FROM }, Date.parse(FROM), NOW],
    ['it has an end', { to: TO }, Date.parse(TO) - HOUR, Date.parse(TO)],
    ['it has both', { from: FROM, to: TO }, Date.parse(FROM), Date.parse(TO)],
    [
      'it has a beginning and a length',
      { from: FROM, period: '60' },
      Date.parse(FROM),
      Date.parse(FROM) + 60_000,
    ],
    [
      'it has an end and a length',
      { to: TO, period: 'PT2H' },
      Date.parse(TO) - 2 * HOUR,
      Date.parse(TO),
    ],
    [
      'the + of its zone was sent as it is, which a query reads as a space',
      { from: FROM, to: '2026-11-24T06:00:00 02:00' },
      Date.parse(FROM),
      Date.parse(TO),
    ],
    [
      'it begins on the 29th of February of a leap year',
      { from: '2024-02-29T12:00:00Z', period: '60' },
      Date.parse('2024-02-29T12:00:00Z'),
      Date.parse('2024-02-29T12:01:00Z'),
    ],
  ])('is what was asked for when %s', (_, texts, fromMs, toMs) => {
    expect(parsePeriod(texts, NOW)).toEqual({ fromMs, toMs });
  });

  it.each([
    ['all three are given', { period: '60', from: FROM, to: TO }],
    ['it has no length', { period: '0' }],
    ['it is empty', { period: '' }],
    ['it is a word', { period: 'hour' }],
    ['it is below 0', { period: '-60' }],
    ['it is a fraction', { period: '1.5' }],
    ['it is a duration of nothing', { period: 'P' }],
    ['its time is empty', { period: 'PT' }],
    ['it is days and an empty time', { period: 'P1DT' }],
    ['it is months', { period: 'P1M' }],
    ['it is years', { period: 'P1Y' }],
    ['it is longer than metrics are kept', { period: 'P456D' }],
    ['it is longer than any number', { period: '9'.repeat(400) }],
    ['it ends before it begins', { from: TO, to: FROM }],
    ['it ends as it begins', { from: FROM, to: FROM }],
    ['it begins in the future', { from: '2027-01-01T00:00:00Z' }],
    ['it begins too long ago', { from: '2020-01-01T00:00:00Z' }],
    ['a time has no zone', { from: '2026-11-24T00:00:00' }],
    ['a time is a day', { from: '2026-11-24' }],
    ['a time cannot be', { from: '2026-13-45T00:00:00Z' }],
    ['a month has no such day', { from: '2026-11-31T00:00:00Z', period: '60' }],
    ['a year has no such day', { from: '2026-02-29T00:00:00Z', period: '60' }],
    ['an hour is none', { from: '2026-11-24T25:00:00Z', period: '60' }],
    ['a time is a number', { from: '1764000000' }],
  ])('is refused when %s', (_, texts) => {
    expect(() => parsePeriod(texts, NOW)).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST' }),
    );
  });

  it('is a period or refused when anything comes', () => {
    fc.assert(
      fc.property(
        fc.record(
          { period: fc.string(), from: fc.string(), to: fc.string() },
          { requiredKeys: [] },
        ),
        (texts) => {
          try {
            const { fromMs, toMs } = parsePeriod(texts, NOW);
            expect(fromMs).toBeLessThan(toMs);
          } catch (error) {
            expect(error).toBeInstanceOf(MaasError);
          }
        },
      ),
    );
  });
});
