import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  countMetrics,
  countVersionAlarms,
  priceOwnAlarm,
} from '../../layers/maas/contract/count-metrics.ts';
import { OWN_LIMITS } from '../../layers/maas/contract/alarm-limits.ts';
import { METRIC_DETAILS } from '../../layers/maas/contract/metrics.ts';
import { PRICES } from '../../layers/maas/contract/prices.ts';

const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/metrics.md'), 'utf8');
const SCRIPT = 'node scripts/launch.mjs scripts/document-metrics.ts';
const dollars = (metrics: number): string => (metrics * PRICES.metricPerMonth).toFixed(2);

describe('what docs/metrics.md says that a model costs a month', () => {
  it.each(METRIC_DETAILS)('is what there is to bill at %s', (detail) => {
    const { fleet, model, version } = countMetrics(detail);
    const cells = [detail, fleet, model, version, dollars(model + version)];
    const row = `| ${cells.join(' | ')} |`;
    expect(page.includes(row) ? row : `docs/metrics.md lacks it: run ${SCRIPT}`).toBe(row);
  });

  it('has the alarms over versions, and those of its own', () => {
    const versions = (countVersionAlarms() * PRICES.alarmMetricPerMonth).toFixed(2);
    const alarms = `${countVersionAlarms()} alarms look at each version: ${versions}`;
    expect(page.includes(alarms) ? alarms : 'say so by hand in docs/metrics.md').toBe(alarms);
    const own = OWN_LIMITS.map((limit) => priceOwnAlarm(limit).toFixed(2));
    expect(new Set(own)).toEqual(new Set(['0.20']));
    expect(page.includes('0.20 for each limit of its own')).toBe(true);
  });

  it('rises with the detail', () => {
    const totals = METRIC_DETAILS.map((detail) => {
      const { fleet, model, version } = countMetrics(detail);
      return fleet + model + version;
    });
    expect(totals).toEqual(totals.toSorted((a, b) => a - b));
    expect(totals[0]).toBe(0);
  });
});
