import { setTimeout as sleep } from 'node:timers/promises';
import { JsonLogger } from '../adapters/json-logger.ts';
import { systemClock } from '../adapters/system-clock.ts';
import type { Clock, Logger, Stopwatch } from '../core/ports.ts';
import { Registry } from '../core/registry/registry.ts';
import { composeStore } from './compose-store.ts';
import { readSettings, type Environment } from './settings.ts';

export interface UploadParts {
  readonly logger: Logger;
  readonly clock: Clock & Stopwatch;
  readonly registry: Promise<Registry>;
  readonly defaultModel: string;
  readonly sleep: (ms: number) => Promise<void>;
}

/** The parts of the function `upload`. @throws SettingsError */
export function composeUpload(environment: Environment): UploadParts {
  const { store, logLevel, defaultModel } = readSettings(environment);
  const clock = systemClock;
  return {
    logger: new JsonLogger({ level: logLevel, fields: { function: 'upload' } }),
    clock,
    registry: composeStore(store, clock).then((objects) => new Registry(objects, clock)),
    defaultModel,
    sleep: (ms) => sleep(ms),
  };
}
