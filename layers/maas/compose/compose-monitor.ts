import { JsonLogger } from '../adapters/json-logger.ts';
import { systemClock } from '../adapters/system-clock.ts';
import type { Clock, Logger, MetricReader, Stopwatch } from '../core/ports.ts';
import type { Registry } from '../core/registry/registry.ts';
import { composeMetricReader } from './compose-metric-reader.ts';
import { composeRegistry } from './compose-registry.ts';
import { readSettings, type Environment } from './settings.ts';

export interface MonitorParts {
  readonly logger: Logger;
  readonly clock: Clock & Stopwatch;
  readonly deps: Promise<{
    readonly registry: Registry;
    readonly metrics: MetricReader;
    readonly clock: Clock;
  }>;
}

/** The parts of the function `monitor`. @throws SettingsError */
export function composeMonitor(environment: Environment): MonitorParts {
  const settings = readSettings(environment);
  const clock = systemClock;
  return {
    logger: new JsonLogger({ level: settings.logLevel, fields: { function: 'monitor' } }),
    clock,
    deps: Promise.all([
      composeRegistry(settings, clock),
      composeMetricReader(settings, clock),
    ]).then(([registry, metrics]) => ({ registry, metrics, clock })),
  };
}
