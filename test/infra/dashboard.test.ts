import { expect, it } from '@jest/globals';
import { METRICS } from '../../layers/maas/contract/metrics.ts';
import { WITHOUT_CHART } from '../../infra/dashboard/fleet-dashboard.ts';
import { synthesise } from './synthesise.ts';

const { DashboardBody } = synthesise().one('AWS::CloudWatch::Dashboard').Properties;

it('the dashboard has a chart of every metric but of those that say why they have none', () => {
  const body = JSON.stringify(DashboardBody);
  const missing = Object.keys(METRICS).filter(
    (name) => !Object.hasOwn(WITHOUT_CHART, name) && !new RegExp(`\\W${name}\\W`).test(body),
  );
  expect(
    missing.map(
      (name) =>
        `infra/dashboard/fleet-dashboard.ts has no chart of ${name}, nor says in WITHOUT_CHART why`,
    ),
  ).toEqual([]);
});
