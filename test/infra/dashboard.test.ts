import { expect, it } from '@jest/globals';
import { METRICS } from '../../layers/maas/contract/metrics.ts';
import { WITHOUT_CHART } from '../../infra/dashboard/fleet-dashboard.ts';
import { synthesise } from './synthesise.ts';

const { DashboardBody } = synthesise().one('AWS::CloudWatch::Dashboard').Properties;

it.each(Object.keys(METRICS).filter((name) => !Object.hasOwn(WITHOUT_CHART, name)))(
  'the dashboard has a chart of %s',
  (name) => {
    expect(JSON.stringify(DashboardBody)).toMatch(new RegExp(`\\W${name}\\W`));
  },
);
