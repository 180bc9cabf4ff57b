import { JsonLogger } from '../adapters/json-logger.ts';
import { systemClock } from '../adapters/system-clock.ts';
import type { Clock, Logger, Stopwatch } from '../core/ports.ts';
import type { Registry } from '../core/registry/registry.ts';
import { composeRegistry } from './compose-registry.ts';
import { readSettings, type Environment } from './settings.ts';

export interface ModelsParts {
  readonly logger: Logger;
  readonly clock: Clock & Stopwatch;
  readonly registry: Promise<Registry>;
}

/** The parts of the function `models`. @throws SettingsError */
export function composeModels(environment: Environment): ModelsParts {
  const settings = readSettings(environment);
  const clock = systemClock;
  return {
    logger: new JsonLogger({ level: settings.logLevel, fields: { function: 'models' } }),
    clock,
    registry: composeRegistry(settings, clock),
  };
}
