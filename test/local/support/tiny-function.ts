import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FunctionSpec } from '../../../layers/maas/contract/functions.ts';
import { FunctionPool, type PoolOptions } from '../../../local/instances/function-pool.ts';
import type { Death } from '../../../local/instances/instance-end.ts';
import { ProcessGuard } from '../../../local/instances/process-guard.ts';

export interface TinyFunction {
  readonly pool: FunctionPool;
  readonly lines: string[];
  /** Requests that an instance did not outlive. */
  readonly deaths: Death[];
  readonly tmpDirectory: string;
  close(): Promise<void>;
}

export interface TinyOptions extends Partial<PoolOptions> {
  readonly spec?: Partial<FunctionSpec>;
  readonly initTimeoutMs?: number;
}

/** A function of a few lines in real processes under the official runtime client. @param code a CommonJS module with an export `handler` */
export function startTinyFunction(
  code: string,
  { spec, initTimeoutMs = 30_000, ...pool }: TinyOptions = {},
): TinyFunction {
  const root = mkdtempSync(path.join(tmpdir(), 'maas-tiny-'));
  const directory = path.join(root, 'tiny');
  const tmpDirectory = path.join(root, 'tmp');
  mkdirSync(directory);
  writeFileSync(path.join(directory, 'handler.js'), code);
  const guard = new ProcessGuard();
  const lines: string[] = [];
  const deaths: Death[] = [];
  const hosted = {
    name: 'tiny',
    spec: { memoryMb: 256, timeoutSeconds: 30, ephemeralStorageMb: 512, ...spec },
    directory,
    environment: { GREETING: 'hello' },
    tmpDirectory,
    initTimeoutMs,
    onLine: (_name: string, line: string) => {
      lines.push(line);
    },
    onDeath: (death: Death) => {
      deaths.push(death);
    },
  };
  const functions = new FunctionPool(hosted, guard, {
    maxInstances: 2,
    maxQueued: 100,
    idleMs: 60_000,
    ...pool,
  });
  return {
    pool: functions,
    lines,
    deaths,
    tmpDirectory,
    close: async () => {
      await functions.close();
      guard.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
