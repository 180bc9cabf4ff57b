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
import type { Registry } from '../core/registry/registry.ts';
import { composeRegistry } from './compose-registry.ts';
import { composeSchedule } from './compose-schedule.ts';
import { toMemoryLimit, toSessionBudget } from './memory-limit.ts';
import { readEndpoints } from './read-endpoints.ts';
import { readSettings, type Settings } from './settings.ts';
import type { Environment } from './settings-reader.ts';

export interface IngestParts {
  readonly logger: Logger;
  readonly registry: Registry;
  /**
   * Gives the parts that validate a model's versions as the function that will serve them would.
   */
  forModel(model: string): IngestDeps;
}

/**
 * The parts of the function `ingest`.
 * @param program what the child process runs @throws SettingsError
 */
export async function composeIngest(
  environment: Environment,
  program: string,
): Promise<IngestParts> {
  const settings = readSettings(environment);
  const toSettings = readEndpoints(environment, settings);
  const logger = new JsonLogger({ level: settings.logLevel, fields: { function: 'ingest' } });
  keepSecrets(logger);
  const registry = await composeRegistry(settings, systemClock);
  const shared = {
    registry,
    logger,
    workspace: new LocalWorkspace(path.join(tmpdir(), 'ingest')),
    schedule: composeSchedule(settings),
    sleep: (ms: number, signal?: AbortSignal) => sleep(ms, undefined, { signal }),
  };
  return {
    logger,
    registry,
    forModel: (model) => ({ ...shared, ...composeTrial(toSettings(model), program) }),
  };
}

function composeTrial(
  settings: Settings,
  program: string,
): Pick<
  IngestDeps,
  'probe' | 'converter' | 'optimization' | 'servingBytes' | 'servingMs' | 'getSessionBudget'
> {
  const probe = new ChildProcessProbe({
    program,
    timeoutMs: settings.probeTimeoutMs,
    memory: toMemoryLimit(settings),
    predictMemoryMb: settings.predictMemoryMb,
  });
  return {
    probe,
    converter: probe,
    optimization: probe,
    servingBytes: settings.bundleBudgetBytes,
    servingMs: settings.predictTimeoutMs,
    getSessionBudget: () => toSessionBudget(settings),
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
