import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Invocation } from '../../layers/maas/instances/invocation.ts';
import { RuntimeApi } from '../../local/runtime-api/runtime-api.ts';
import { NODE_PATH, type Subject } from './subjects.ts';

const root = path.resolve(import.meta.dirname, '../..');
/** As AWS's bootstrap starts Node for a function of 1,769 MB. */
const BOOTSTRAP_FLAGS = [
  '--expose-gc',
  '--max-http-header-size=81920',
  '--max-semi-space-size=88',
  '--max-old-space-size=1592',
];
const CLIENT = [
  '--require',
  path.join(root, 'local/runtime-api/rapid-client.cjs'),
  path.join(root, 'node_modules/aws-lambda-ric/index.mjs'),
  'bench',
];
const TICK_MS = 10;
const MIB = 1024 * 1024;

export interface Start {
  /** From the start of the process to the last byte of the first answer. */
  readonly firstMs: number;
  /** The processor's time for the same. */
  readonly cpuMs: number;
  readonly residentMb: number;
  /** The time of the second answer, from its question on; absent for what has no runtime client. */
  readonly secondMs?: number;
  /** The median of later answers' times, where they were asked for. */
  readonly warmMs?: number;
}

/** As the image's build does. @param functions folder of the built functions */
export function keepCode(functions: string): void {
  const program = path.join(functions, 'keep-code.js');
  execFileSync(process.execPath, [...BOOTSTRAP_FLAGS, program, path.join(functions, 'predict')], {
    env: { NODE_PATH, MAAS_BUCKET: 'none', AWS_REGION: 'none' },
  });
}

/** Starts a function's process and asks it one question, and then the same again. */
export async function startFunction(
  subject: Subject,
  { event, command = [], storeUrl, tmp, cache, warmCalls = 0 }: StartOptions,
): Promise<Start> {
  rmSync(tmp, { recursive: true, force: true });
  mkdirSync(tmp, { recursive: true });
  const socket = path.join(tmp, 's');
  const idle: (() => void)[] = [];
  const api = new RuntimeApi({
    functionName: 'bench',
    onNext: () => idle.shift()?.(),
    onInitError: (detail) => {
      throw new Error(`${subject.name} could not be initialised: ${detail}`);
    },
  });
  await api.listen(socket);
  const untilIdle = (): Promise<void> => new Promise((resolve) => idle.push(resolve));
  const ready = untilIdle();
  const startedAtMs = performance.now();
  const program = subject.isBare ? [path.join(subject.directory, 'bare.js')] : CLIENT;
  const [file = '', ...names] = [...command, process.execPath, ...BOOTSTRAP_FLAGS, ...program];
  const child = spawn(file, names, {
    cwd: subject.directory,
    stdio: ['ignore', subject.isBare ? 'pipe' : 'ignore', 'inherit'],
    env: { ...environmentOf(subject, tmp, socket, cache), ...toStore(storeUrl) },
  });
  const pid = child.pid ?? 0;
  const ask = async (): Promise<void> => {
    const invocation = new Invocation(event);
    api.send(invocation, Date.now() + 60_000);
    await readAnswer(invocation);
  };
  try {
    if (child.stdout) {
      await once(child.stdout, 'data');
      return measure(startedAtMs, pid);
    }
    await ready;
    const again = untilIdle();
    await ask();
    const first = measure(startedAtMs, pid);
    await again;
    const askAgain = async (): Promise<number> => {
      const next = untilIdle();
      const askedAtMs = performance.now();
      await ask();
      const tookMs = performance.now() - askedAtMs;
      await next;
      return tookMs;
    };
    const secondMs = await askAgain();
    const laterMs: number[] = [];
    for (let call = 0; call < warmCalls; call++) laterMs.push(await askAgain());
    return { ...first, secondMs, ...(warmCalls > 0 ? { warmMs: medianOfLater(laterMs) } : {}) };
  } finally {
    child.kill('SIGKILL');
    api.close();
  }
}

export interface StartOptions {
  /** As API Gateway sends it, in JSON. */
  readonly event: string;
  /** The command that it is an argument of. @default - none */
  readonly command?: readonly string[] | undefined;
  /** @default - AWS_ENDPOINT_URL */
  readonly storeUrl?: string | undefined;
  /** Questions after the second one. @default 0 */
  readonly warmCalls?: number;
  readonly tmp: string;
  /** Folder of the compile cache. */
  readonly cache: string;
}

/** Until then its code is compiled yet. */
function medianOfLater(times: readonly number[]): number {
  const later = times.slice(times.length >> 1).sort((a, b) => a - b);
  return later[later.length >> 1] ?? NaN;
}

function toStore(url: string | undefined): NodeJS.ProcessEnv {
  return url === undefined ? {} : { AWS_ENDPOINT_URL: url };
}

async function readAnswer(invocation: Invocation): Promise<void> {
  const answer = await invocation.answer;
  const chunks: Uint8Array[] = [];
  if (answer.mode === 'stream') for await (const chunk of answer.body) chunks.push(chunk);
  const text = answer.mode === 'buffer' ? String(answer.payload) : Buffer.concat(chunks).toString();
  if (/"statusCode":[45]|"error":/.test(text)) throw new Error(`It answered ${text.slice(0, 500)}`);
}

/** Linux: fields 14 and 15 of `stat` are ticks of 10 ms. */
function measure(startedAtMs: number, pid: number): Start {
  const firstMs = performance.now() - startedAtMs;
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
  return {
    firstMs,
    cpuMs: (Number(stat[11]) + Number(stat[12])) * TICK_MS,
    residentMb: (pages * 4096) / MIB,
  };
}

function environmentOf(
  { directory, environment }: Subject,
  tmp: string,
  socket: string,
  cache: string,
): NodeJS.ProcessEnv {
  const { PATH, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL } = process.env;
  return {
    PATH,
    AWS_ACCESS_KEY_ID,
    AWS_SECRET_ACCESS_KEY,
    AWS_ENDPOINT_URL,
    AWS_REGION: 'us-east-1',
    AWS_LAMBDA_RUNTIME_API: 'runtime.invalid:1',
    AWS_LAMBDA_FUNCTION_NAME: 'bench',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1769',
    AWS_LAMBDA_LOG_GROUP_NAME: 'bench',
    AWS_LAMBDA_LOG_STREAM_NAME: 'bench',
    MAAS_RUNTIME_SOCKET: socket,
    MAAS_BUNDLE_DIRECTORY: path.join(tmp, 'bundles'),
    MAAS_PREDICTION_NOTE: path.join(tmp, 'note.json'),
    LAMBDA_TASK_ROOT: directory,
    NODE_PATH,
    NODE_COMPILE_CACHE: cache,
    TMPDIR: tmp,
    ...environment,
  };
}
