import { setTimeout as sleep } from 'node:timers/promises';
import { JsonLogger } from '../adapters/json-logger.ts';
import { systemClock } from '../adapters/system-clock.ts';
import type { Clock, Stopwatch } from '../core/ports/clock.ts';
import type { Logger } from '../core/ports/logger.ts';
import type { Registry } from '../core/registry/registry.ts';
import { composeRegistry } from './compose-registry.ts';
import { readSettings } from './settings.ts';
import type { Environment } from './settings-reader.ts';

export interface UploadParts {
  readonly logger: Logger;
  readonly clock: Clock & Stopwatch;
  readonly registry: Promise<Registry>;
  readonly defaultModel: string;
  readonly sleep: (ms: number) => Promise<void>;
}

/** The parts of the function `upload`. @throws SettingsError */
export function composeUpload(environment: Environment): UploadParts {
  const settings = readSettings(environment);
  const clock = systemClock;
  return {
    logger: new JsonLogger({ level: settings.logLevel, fields: { function: 'upload' } }),
    clock,
    registry: composeRegistry(settings, clock),
    defaultModel: settings.defaultModel,
    sleep: (ms) => sleep(ms),
  };
}
