import type { ProbeMessage, ProbeOrder } from '../../layers/maas/adapters/probe/probe-messages.ts';
import { endWithParent } from '../../layers/maas/adapters/probe/end-with-parent.ts';
import { runProbe } from '../../layers/maas/compose/compose-probe.ts';

/**
 * The child process of `ingest` that loads and runs a model. It takes one order over IPC, reports,
 * and waits to be ended.
 */
process.on('message', (order: ProbeOrder) => {
  void runProbe(order, send);
});
endWithParent();

/** Resolves when the message is on its way: what comes next may hold this process for good. */
function send(message: ProbeMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.(message, undefined, undefined, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}
