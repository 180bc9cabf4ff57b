import { parseDaemonAddress } from '../adapters/tracing/daemon-address.ts';
import { XRayTracer } from '../adapters/tracing/xray-tracer.ts';
import type { PredictionTracer } from '../core/monitoring/observe-prediction.ts';
import type { Clock, Stopwatch } from '../core/ports/clock.ts';
import type { Randomness } from '../core/ports/randomness.ts';
import type { Environment } from './settings-reader.ts';

/** Set by Lambda itself: the address once, the header for each call. */
const DAEMON_VARIABLE = 'AWS_XRAY_DAEMON_ADDRESS';
const HEADER_VARIABLE = '_X_AMZN_TRACE_ID';

/** @returns undefined where there is no daemon, as on one machine */
export function composeTracer(
  environment: Environment,
  clock: Clock & Stopwatch,
  randomness: Pick<Randomness, 'newHex'>,
): PredictionTracer | undefined {
  const daemon = parseDaemonAddress(environment[DAEMON_VARIABLE]);
  if (!daemon) return undefined;
  const tracer = new XRayTracer({
    daemon,
    findHeader: () => environment[HEADER_VARIABLE],
    clock,
    randomness,
  });
  return () => tracer.begin();
}
