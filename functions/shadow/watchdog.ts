import { runWatchdog } from '../../layers/maas/adapters/watch/run-watchdog.ts';
import { toShadowDeath } from '../../layers/maas/core/monitoring/prediction-failure.ts';

/** The program that ends the process of `shadow` when a copy takes longer than it may. */
runWatchdog(process.argv.slice(2), { functionName: 'shadow', count: toShadowDeath });
