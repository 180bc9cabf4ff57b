import { JsonLogger } from '../adapters/json-logger.ts';
import { systemClock } from '../adapters/system-clock.ts';
import type { Clock, Stopwatch } from '../core/ports/clock.ts';
import type { AlarmRegistry } from '../core/ports/alarm-registry.ts';
import type { CapturedLines } from '../core/capture/captured-lines.ts';
import type { Logger } from '../core/ports/logger.ts';
import type { SessionBudget } from '../core/memory-limit.ts';
import type { Registry } from '../core/registry/registry.ts';
import { composeAlarmRegistry } from './compose-alarm-registry.ts';
import { composeCapturedLines } from './compose-captured-lines.ts';
import { composeRegistry } from './compose-registry.ts';
import { toSessionBudget } from './memory-limit.ts';
import { readEndpoints } from './read-endpoints.ts';
import { readSettings } from './settings.ts';
import type { Environment } from './settings-reader.ts';

export interface ModelsParts {
  readonly logger: Logger;
  readonly clock: Clock & Stopwatch;
  readonly registry: Promise<Registry>;
  readonly alarms: Promise<AlarmRegistry>;
  /** The captured predictions of models: they are deleted with them. */
  readonly captured: Promise<CapturedLines>;
  /** Tells the memory that the function which serves a model has for models. */
  readonly getSessionBudget: (model: string) => SessionBudget;
}

/** The parts of the function `models`. @throws SettingsError */
export function composeModels(environment: Environment): ModelsParts {
  const settings = readSettings(environment);
  const toSettings = readEndpoints(environment, settings);
  const clock = systemClock;
  const registry = composeRegistry(settings, clock);
  return {
    logger: new JsonLogger({ level: settings.logLevel, fields: { function: 'models' } }),
    clock,
    registry,
    captured: registry.then(({ store }) => composeCapturedLines(settings, store)),
    alarms: composeAlarmRegistry(settings),
    getSessionBudget: (model) => toSessionBudget(toSettings(model)),
  };
}
