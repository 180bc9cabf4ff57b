import { fork, type ChildProcess } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { RejectionError } from '../../core/errors.ts';
import type { ModelProbe, ProbeJob, ProbeReport } from '../../core/ingest/model-probe.ts';
import type { ProbeStage } from '../../core/ingest/try-model.ts';
import type { ProbeMessage, ProbeOrder } from '../probe-messages.ts';
import { readProcessMemory } from './process-memory.ts';

/** What a model may take, and why no more: the end of a sentence. */
export interface MemoryLimit {
  readonly bytes: number;
  readonly reason: string;
}

export interface ChildProcessProbeOptions {
  /** The program that the child runs. */
  readonly program: string;
  readonly timeoutMs: number;
  readonly memory: MemoryLimit;
  /** Of the function that will serve the model, which is loaded here as there. */
  readonly predictMemoryMb: number;
}

/** Memory fills at gigabytes a second. */
const MEMORY_POLL_MS = 20;
/** What the child needs to find ONNX Runtime and to read text; nothing secret. */
const PASSED_ON = [
  'PATH',
  'NODE_PATH',
  'LANG',
  'LC_ALL',
  'HOME',
  'TMPDIR',
  'TZ',
  'NODE_COMPILE_CACHE',
  'LD_LIBRARY_PATH',
];

/** Probes a model in a process of its own, which is killed when it takes too long or too much: nothing else ends a hung ONNX Runtime. */
export class ChildProcessProbe implements ModelProbe {
  readonly #options: ChildProcessProbeOptions;

  constructor(options: ChildProcessProbeOptions) {
    this.#options = options;
  }

  async probe(job: ProbeJob, signal?: AbortSignal): Promise<ProbeReport> {
    signal?.throwIfAborted();
    const child = this.#start();
    const watch = new AbortController();
    try {
      const conversation = converse(child, { job, predictMemoryMb: this.#options.predictMemoryMb });
      return await Promise.race([
        conversation.report,
        this.#watchMemory(child, conversation, watch.signal),
        this.#watchTime(conversation, watch.signal),
        ...(signal ? [rejectWhenAborted(signal)] : []),
      ]);
    } finally {
      watch.abort();
      child.kill('SIGKILL');
    }
  }

  #start(): ChildProcess {
    const env = Object.fromEntries(
      PASSED_ON.flatMap((name) =>
        process.env[name] === undefined ? [] : [[name, process.env[name]]],
      ),
    );
    return fork(this.#options.program, {
      env,
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
  }

  async #watchMemory(
    child: ChildProcess,
    conversation: Conversation,
    signal: AbortSignal,
  ): Promise<never> {
    // Where the whole machine runs out first, this is whom the kernel should pick.
    if (process.platform === 'linux' && child.pid !== undefined)
      await writeFile(`/proc/${child.pid}/oom_score_adj`, '1000').catch(() => undefined);
    for await (const used of pollMemory(child, signal)) {
      const { bytes, reason } = this.#options.memory;
      if (used <= bytes) continue;
      throw new RejectionError(
        'MEMORY_LIMIT',
        `The model took ${toMegabytes(used)} MB of memory while ${conversation.stage}, and ${toMegabytes(bytes)} are the most: ${reason}.`,
      );
    }
    return conversation.report as Promise<never>;
  }

  async #watchTime(conversation: Conversation, signal: AbortSignal): Promise<never> {
    await sleep(this.#options.timeoutMs, undefined, { signal });
    throw new RejectionError(
      'TIME_LIMIT',
      `The model took longer than the ${this.#options.timeoutMs / 1000} s that there are; it was still ${conversation.stage}.`,
    );
  }
}

interface Conversation {
  stage: ProbeStage | 'starting';
  readonly report: Promise<ProbeReport>;
}

function rejectWhenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener(
      'abort',
      () => {
        reject(signal.reason as Error);
      },
      { once: true },
    );
  });
}

function converse(child: ChildProcess, order: ProbeOrder): Conversation {
  const conversation: Conversation = {
    stage: 'starting',
    report: new Promise((resolve, reject) => {
      child.on('message', (message: ProbeMessage) => {
        switch (message.kind) {
          case 'stage':
            conversation.stage = message.stage;
            break;
          case 'report':
            resolve(message.report);
            break;
          case 'rejected':
            reject(new RejectionError(message.code, message.message));
            break;
          case 'failed':
            reject(new Error(`The probe failed: ${message.message}`));
            break;
        }
      });
      child.on('error', reject);
      child.on('exit', (code, signal) => {
        reject(toDeath(conversation.stage, code, signal));
      });
    }),
  };
  child.send(order, (error) => {
    if (error) child.emit('error', error);
  });
  return conversation;
}

/** Before the model was touched it is not the model's fault. */
function toDeath(
  stage: Conversation['stage'],
  code: number | null,
  signal: NodeJS.Signals | null,
): Error {
  const how = signal ?? `exit code ${code}`;
  if (stage === 'starting') return new Error(`The probe ended (${how}) before it began.`);
  return new RejectionError(
    'PROCESS_DIED',
    `The model ended the process that ran it (${how}), while ${stage}.`,
  );
}

async function* pollMemory(
  child: ChildProcess,
  signal: AbortSignal,
): AsyncGenerator<number, void, undefined> {
  while (!signal.aborted && child.pid !== undefined) {
    const used = await readProcessMemory(child.pid);
    if (used === undefined) return;
    yield used;
    await sleep(MEMORY_POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}

function toMegabytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}
