import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ChildProcessProbe } from '../../layers/maas/adapters/probe/child-process-probe.ts';
import { LocalWorkspace } from '../../layers/maas/adapters/local-workspace.ts';
import { FUNCTIONS } from '../../layers/maas/contract/functions.ts';
import { type IngestDeps, ingestVersion } from '../../layers/maas/core/ingest/ingest-version.ts';
import type { SessionBudget } from '../../layers/maas/core/memory-limit.ts';
import type { Logger } from '../../layers/maas/core/ports/logger.ts';
import type { VersionRecord } from '../../layers/maas/core/registry/records.ts';
import type { NewVersion } from '../../layers/maas/core/registry/new-version.ts';
import type { Registry } from '../../layers/maas/core/registry/registry.ts';
import { uploadBundle } from '../../layers/maas/core/registry/upload-bundle.ts';
import { createRegistry } from './registry.ts';

export const SILENT: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** Enough memory for all models of the tests. */
export const SESSION_BUDGET: SessionBudget = {
  sizeBytes: 2 ** 30,
  owner: 'predict',
  remedy: 'predictMemoryMb',
};

/** The child process as it stands in the sources. */
export const PROBE_PROGRAM = path.resolve(import.meta.dirname, '../../functions/ingest/probe.ts');

/**
 * Dependencies of `ingest` beside its registry, its workspace and its probe, where none of them
 * matters.
 */
export const PLAIN_DEPS = {
  converter: { convert: () => Promise.reject(new Error('There is nothing to convert.')) },
  optimization: { optimize: () => Promise.reject(new Error('Nothing is optimised.')) },
  servingBytes: 2 ** 31,
  servingMs: 30_000,
  schedule: () => Promise.resolve(),
  getSessionBudget: () => SESSION_BUDGET,
  logger: SILENT,
  sleep: () => new Promise<void>(setImmediate),
} as const satisfies Partial<IngestDeps>;

export interface IngestBench extends IngestDeps {
  readonly directory: string;
  remove(): void;
}

/** Everything that `ingest` needs, real but for the store. */
export function createIngestBench(
  options: {
    readonly timeoutMs?: number;
    readonly memoryMb?: number;
    readonly registry?: Registry;
  } = {},
): IngestBench {
  const directory = mkdtempSync(path.join(tmpdir(), 'ingest-test-'));
  const probe = new ChildProcessProbe({
    program: PROBE_PROGRAM,
    timeoutMs: options.timeoutMs ?? 60_000,
    memory: { sizeBytes: (options.memoryMb ?? 2000) * 1024 * 1024, reason: 'this is a test' },
    predictMemoryMb: FUNCTIONS.predict.memoryMb,
  });
  return {
    directory,
    registry: options.registry ?? createRegistry().registry,
    workspace: new LocalWorkspace(directory),
    probe,
    converter: probe,
    optimization: probe,
    servingBytes: 2 ** 31,
    servingMs: 30_000,
    schedule: () => Promise.resolve(),
    getSessionBudget: () => SESSION_BUDGET,
    sleep: (ms, signal) => sleep(ms, undefined, { signal }),
    logger: SILENT,
    remove: () => {
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Uploads a bundle and takes it to its end. */
export async function ingest(
  bench: IngestDeps,
  files: Readonly<Record<string, Uint8Array | string>>,
  request: Partial<NewVersion> = {},
): Promise<VersionRecord> {
  const { model, version } = await uploadBundle(
    bench.registry,
    'm',
    Object.entries(files).map(([name, content]) => ({ path: name, content: Buffer.from(content) })),
    request,
  );
  await ingestVersion(model, version, bench);
  return bench.registry.getVersion(model, version);
}
