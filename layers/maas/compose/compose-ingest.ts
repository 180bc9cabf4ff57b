import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ChildProcessProbe } from '../adapters/probe/child-process-probe.ts';
import { hideEnvironment } from '../adapters/probe/hide-environment.ts';
import { JsonLogger } from '../adapters/json-logger.ts';
import { LocalWorkspace } from '../adapters/local-workspace.ts';
import { systemClock } from '../adapters/system-clock.ts';
import type { IngestDeps } from '../core/ingest/ingest-version.ts';
import type { Logger } from '../core/ports/logger.ts';
import { composeRegistry } from './compose-registry.ts';
import { composeSchedule } from './compose-schedule.ts';
import { toMemoryLimit, toSessionBudget } from './memory-limit.ts';
import { readSettings } from './settings.ts';
import type { Environment } from './settings-reader.ts';

/**
 * The parts of the function `ingest`.
 * @param program what the child process runs @throws SettingsError
 */
export async function composeIngest(
  environment: Environment,
  program: string,
): Promise<IngestDeps> {
  const settings = readSettings(environment);
  const logger = new JsonLogger({ level: settings.logLevel, fields: { function: 'ingest' } });
  keepSecrets(logger);
  const probe = new ChildProcessProbe({
    program,
    timeoutMs: settings.probeTimeoutMs,
    memory: toMemoryLimit(settings),
    predictMemoryMb: settings.predictMemoryMb,
  });
  return {
    registry: await composeRegistry(settings, systemClock),
    workspace: new LocalWorkspace(path.join(tmpdir(), 'ingest')),
    probe,
    converter: probe,
    servingBytes: settings.bundleBudgetBytes,
    servingMs: settings.predictTimeoutMs,
    schedule: composeSchedule(settings),
    sessionBudgetBytes: toSessionBudget(settings.predictMemoryMb),
    sleep: (ms, signal) => sleep(ms, undefined, { signal }),
    logger,
  };
}

/** Models are tried in processes of the same user, which may read what this one was started with. */
function keepSecrets(logger: Logger): void {
  try {
    hideEnvironment();
  } catch (error) {
    logger.warn('A model that is tried may read the environment of this process.', { error });
  }
}
