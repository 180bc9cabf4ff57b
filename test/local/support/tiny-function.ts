import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundleProgram } from './bundle-program.ts';
import type { FunctionSpec } from '../../../layers/maas/contract/functions.ts';
import { FunctionPool, type Pool } from '../../../layers/maas/instances/function-pool.ts';
import type { InvokeOptions, PoolOptions } from '../../../layers/maas/instances/pool-options.ts';
import { type HostName, LINKS } from '../../../local/hosts.ts';
import type { Death } from '../../../layers/maas/instances/instance-end.ts';
import type { LoadsAhead } from '../../../layers/maas/instances/loads-ahead.ts';
import { ProcessGuard } from '../../../layers/maas/instances/process-guard.ts';
import type { ReceivedRequest } from '../../../layers/maas/http/http-request.ts';
import { QuarantinedPool } from '../../../layers/maas/instances/quarantined-pool.ts';

export interface TinyFunction {
  readonly pool: Pool;
  /** One call, whatever the host: its event, as JSON, to its answer. */
  call(event: unknown, options?: InvokeOptions): Promise<unknown>;
  readonly lines: string[];
  /** Requests that an instance did not outlive. */
  readonly deaths: Death[];
  readonly tmpDirectory: string;
  close(): Promise<void>;
}

export interface TinyOptions extends Partial<PoolOptions> {
  readonly spec?: Partial<FunctionSpec>;
  readonly initTimeoutMs?: number;
  /** @default 'lambda' */
  readonly host?: HostName;
  readonly ahead?: LoadsAhead;
  /** True if suspect groups run apart. @default false */
  readonly hasQuarantine?: boolean;
}

/**
 * A function of a few lines in real processes, under the official runtime client or in the process
 * host.
 * @param code a CommonJS module with an export `handler`, or a program of the process host
 */
export function startTinyFunction(
  code: string,
  {
    spec,
    initTimeoutMs = 30_000,
    host = 'lambda',
    ahead,
    hasQuarantine = false,
    ...pool
  }: TinyOptions = {},
): TinyFunction {
  const root = mkdtempSync(path.join(tmpdir(), 'maas-tiny-'));
  const directory = path.join(root, 'tiny');
  const tmpDirectory = path.join(root, 'tmp');
  mkdirSync(directory);
  writeFileSync(path.join(directory, 'handler.js'), code);
  if (host === 'process') {
    const isProgram = code.includes('runProcess');
    const program = isProgram ? code : bundleProgram('tiny-in-process.ts');
    writeFileSync(path.join(directory, 'process.js'), program);
  }
  const guard = new ProcessGuard();
  const lines: string[] = [];
  const deaths: Death[] = [];
  const hosted = {
    name: 'tiny',
    createLink: LINKS[host],
    spec: { memoryMb: 256, timeoutSeconds: 30, ephemeralStorageMb: 512, ...spec },
    directory,
    environment: { GREETING: 'hello' },
    ahead,
    tmpDirectory,
    initTimeoutMs,
    onLine: (_name: string, line: string) => {
      lines.push(line);
    },
    onDeath: (death: Death) => {
      deaths.push(death);
    },
  };
  const functions = new (hasQuarantine ? QuarantinedPool : FunctionPool)(hosted, guard, {
    maxInstances: 2,
    maxQueued: 100,
    idleMs: 60_000,
    ...pool,
  });
  return {
    pool: functions,
    async call(event, options) {
      const json = JSON.stringify(event);
      const work = host === 'process' ? toRequest(json) : json;
      const answer = await functions.invoke(work, options);
      if (answer.mode === 'buffer') return JSON.parse(answer.payload.toString()) as unknown;
      if (answer.mode === 'whole') return JSON.parse(answer.body.toString()) as unknown;
      const chunks: Uint8Array[] = [];
      for await (const chunk of answer.body) chunks.push(chunk);
      return JSON.parse(Buffer.concat(chunks).toString()) as unknown;
    },
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

function toRequest(json: string): ReceivedRequest {
  const url = '/models/m/predict';
  const parts = { method: 'POST', resource: url, path: url, parameters: {}, query: {} };
  return { requestId: 'r', ...parts, headers: {}, body: Buffer.from(json) };
}
