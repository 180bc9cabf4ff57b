import path from 'node:path';
import { composeWeb } from '../../layers/maas/compose/compose-web.ts';
import { LISTENER_MB, WEB_FUNCTION } from '../../layers/maas/contract/web-function.ts';
import { BodyBudget } from '../../layers/maas/gateway/body-budget.ts';
import { Listener } from '../../layers/maas/gateway/listener.ts';
import { logExchange } from '../../layers/maas/gateway/log-exchange.ts';
import { ProcessGuard } from '../../layers/maas/instances/process-guard.ts';
import { answerRequest } from './answer-request.ts';
import { openPool } from './open-pool.ts';

/** Half of what the listener has: the rest is for itself. */
const BODIES_BYTES = (LISTENER_MB / 2) * 1024 * 1024;
/** A web function takes more headers than API Gateway, and Lambda adds some. */
const HEADER_BYTES = 64 * 1024;
/** Milliseconds for a body to arrive. */
const BODY_MS = 60_000;
/** Lambda ends the process a second after SIGTERM. */
const GRACE_MS = 700;

/**
 * Predict as a Lambda Web Function: HTTP on the port that Lambda names, in front of a process for each
 * processor.
 */
const { host, port, gate, logger, settings, timeoutSeconds } = composeWeb(process.env);
const guard = new ProcessGuard();
const pool = openPool({
  directory: path.join(import.meta.dirname, 'predict'),
  settings,
  timeoutSeconds,
  guard,
  logger,
});
const budget = new BodyBudget(BODIES_BYTES);
const listener = new Listener(
  (request, response) => {
    void answerRequest(request, response, {
      gate,
      pool,
      budget,
      bodyMs: BODY_MS,
      onAnswer: (exchange) => {
        logExchange(logger, exchange);
      },
    });
  },
  { headerBytes: HEADER_BYTES },
);

async function end(): Promise<void> {
  await listener.close(GRACE_MS);
  await pool.close();
  guard.close();
  process.exit();
}

process.once('SIGTERM', () => void end());
// It listens within Lambda's 10 seconds, whatever the instances take to start.
void listener.listen(port, host).then(() => {
  pool.startAhead(WEB_FUNCTION.vCpus);
});
