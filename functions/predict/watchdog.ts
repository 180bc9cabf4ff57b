import { runWatchdog } from '../../layers/maas/adapters/watch/run-watchdog.ts';

/** The program that ends the process of `predict` when a prediction takes longer than it may. */
runWatchdog(process.argv.slice(2));
