import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Settings } from '../../layers/maas/compose/settings.ts';
import { ENVIRONMENT } from '../../layers/maas/contract/environment.ts';
import {
  LISTENER_MB,
  WEB_FUNCTION,
  WEB_INSTANCE_MB,
} from '../../layers/maas/contract/web-function.ts';
import type { Logger } from '../../layers/maas/core/ports/logger.ts';
import { countDeaths } from '../../layers/maas/instances/count-deaths.ts';
import { LoadsAhead } from '../../layers/maas/instances/loads-ahead.ts';
import { MemoryShare } from '../../layers/maas/instances/memory-share.ts';
import type { ProcessGuard } from '../../layers/maas/instances/process-guard.ts';
import { ProcessLink } from '../../layers/maas/instances/process-link.ts';
import { QuarantinedPool } from '../../layers/maas/instances/quarantined-pool.ts';

/** Milliseconds until an instance has to be initialised, with what it loads ahead. */
const INIT_TIMEOUT_MS = 60_000;
/** So that one model's callers may wait as many as Lambda sends, and others find a place. */
const REQUESTS_QUEUED = 1.5 * WEB_FUNCTION.mostRequests;
/** No instance ends for want of work: Lambda ends all of them when there is none. */
const FOR_EVER_MS = 2 ** 31 - 1;

export interface WebPoolOptions {
  /** Folder of predict's `process.js`. */
  readonly directory: string;
  readonly settings: Settings;
  /** Of a call, with the loading of its model. */
  readonly timeoutSeconds: number;
  readonly guard: ProcessGuard;
  readonly logger: Logger;
}

/** A process of predict for each processor, and one for what ends processes. */
export function openPool({
  directory,
  settings,
  timeoutSeconds,
  guard,
  logger,
}: WebPoolOptions): QuarantinedPool {
  const tmpDirectory = path.join(tmpdir(), 'instances');
  mkdirSync(tmpDirectory, { recursive: true, mode: 0o700 });
  const preload = process.env[ENVIRONMENT.preload] ?? '';
  const hosted = {
    name: 'predict',
    createLink: (options: ConstructorParameters<typeof ProcessLink>[0]) => new ProcessLink(options),
    spec: {
      memoryMb: WEB_INSTANCE_MB,
      timeoutSeconds,
      ephemeralStorageMb: WEB_FUNCTION.storageMb,
    },
    directory,
    environment: {
      [ENVIRONMENT.bucket]: process.env[ENVIRONMENT.bucket] ?? '',
      // Each has a processor to itself, where there is work for all.
      [ENVIRONMENT.threads]: process.env[ENVIRONMENT.threads] ?? '1',
    },
    ahead: new LoadsAhead(preload === '' ? {} : { [ENVIRONMENT.preload]: preload }, (error) => {
      logger.warn('Predict could not start with what it loads ahead, and starts without it.', {
        error,
      });
    }),
    memory: new MemoryShare(WEB_FUNCTION.memoryMb - LISTENER_MB),
    tmpDirectory,
    initTimeoutMs: INIT_TIMEOUT_MS,
    onLine,
    ...countDeaths('predict', settings, (line) => {
      onLine('predict', line.trimEnd());
    }),
  };
  return new QuarantinedPool(hosted, guard, {
    maxInstances: WEB_FUNCTION.vCpus,
    spares: 0, // there is no memory for them
    maxQueued: REQUESTS_QUEUED,
    idleMs: FOR_EVER_MS,
  });
}

/** Not `console`: Lambda would put the line into one of its own, and metric lines would be lost. */
function onLine(_name: string, line: string): void {
  process.stdout.write(`${line}\n`);
}
