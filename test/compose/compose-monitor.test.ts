import { expect, it } from '@jest/globals';
import { composeMonitor } from '../../layers/maas/compose/compose-monitor.ts';
import { ENVIRONMENT } from '../../layers/maas/contract/environment.ts';
import { RememberingReader } from '../../layers/maas/core/monitoring/remembering-reader.ts';

it('asks CloudWatch for reports by what remembers them, as each question costs', async () => {
  const { deps } = composeMonitor({ [ENVIRONMENT.bucket]: 'b', AWS_REGION: 'eu-west-1' });
  const { reports, metrics } = await deps;
  expect(reports).toBeInstanceOf(RememberingReader);
  // Metrics that decide a roll-out are read anew.
  expect(metrics).not.toBeInstanceOf(RememberingReader);
});
