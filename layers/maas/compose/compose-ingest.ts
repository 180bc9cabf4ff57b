import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ChildProcessProbe } from '../adapters/probe/child-process-probe.ts';
import { JsonLogger } from '../adapters/json-logger.ts';
import { LocalWorkspace } from '../adapters/local-workspace.ts';
import { systemClock } from '../adapters/system-clock.ts';
import type { IngestDeps } from '../core/ingest/ingest-version.ts';
import { composeRegistry } from './compose-registry.ts';
import { toMemoryLimit } from './memory-limit.ts';
import { readSettings, type Environment } from './settings.ts';

/** The parts of the function `ingest`. @param program what the child process runs @throws SettingsError */
export async function composeIngest(
  environment: Environment,
  program: string,
): Promise<IngestDeps> {
  const settings = readSettings(environment);
  return {
    registry: await composeRegistry(settings, systemClock),
    workspace: new LocalWorkspace(path.join(tmpdir(), 'ingest')),
    probe: new ChildProcessProbe({
      program,
      timeoutMs: settings.probeTimeoutMs,
      memory: toMemoryLimit(settings),
      predictMemoryMb: settings.predictMemoryMb,
    }),
    servingBytes: settings.bundleBudgetBytes,
    servingMs: settings.predictTimeoutMs,
    sleep: (ms, signal) => sleep(ms, undefined, { signal }),
    logger: new JsonLogger({ level: settings.logLevel, fields: { function: 'ingest' } }),
  };
}
