import { fork, type ChildProcess } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { RejectionError } from '../../core/errors.ts';
import type {
  ConvertJob,
  ConvertReport,
  ModelConverter,
} from '../../core/ingest/model-converter.ts';
import type {
  ModelOptimization,
  OptimizeJob,
  OptimizeReport,
} from '../../core/ingest/model-optimization.ts';
import type { ModelProbe, ProbeJob, ProbeReport } from '../../core/ingest/model-probe.ts';
import type { ProbeStage } from '../../core/ingest/try-model.ts';
import { type MemoryLimit, toMegabytes } from '../../core/memory-limit.ts';
import type { ProbeMessage, ProbeOrder, ProbeReports } from './probe-messages.ts';
import { pollMemory } from './process-memory.ts';
import { launchWithoutNetwork } from './without-network.ts';

export interface ChildProcessProbeOptions {
  /** The program that the child runs. */
  readonly program: string;
  readonly timeoutMs: number;
  readonly memory: MemoryLimit;
  /** The memory of the function that will serve the model, which is loaded here as there. */
  readonly predictMemoryMb: number;
}

/** The variables that the child needs to find ONNX Runtime and to read text; nothing secret. */
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

/**
 * Converts, probes and optimises models, each in a process of its own, which is killed when it takes too long
 * or too much: nothing else ends a hung ONNX Runtime.
 */
export class ChildProcessProbe implements ModelProbe, ModelConverter, ModelOptimization {
  readonly #options: ChildProcessProbeOptions;

  constructor(options: ChildProcessProbeOptions) {
    this.#options = options;
  }

  async probe(job: ProbeJob, signal?: AbortSignal): Promise<ProbeReport> {
    const { predictMemoryMb } = this.#options;
    const order = { kind: 'probe', job, predictMemoryMb } as const;
    const { report, mostBytes } = await this.#run<'probe'>(order, signal);
    return { ...report, validation: { ...report.validation, ownMemoryBytes: mostBytes } };
  }

  async convert(job: ConvertJob, signal?: AbortSignal): Promise<ConvertReport> {
    const { report } = await this.#run<'convert'>({ kind: 'convert', job }, signal);
    return report;
  }

  async optimize(job: OptimizeJob, signal?: AbortSignal): Promise<OptimizeReport> {
    const { predictMemoryMb } = this.#options;
    const order = { kind: 'optimize', job, predictMemoryMb } as const;
    const { report } = await this.#run<'optimize'>(order, signal);
    return report;
  }

  async #run<Kind extends ProbeOrder['kind']>(
    order: ProbeOrder & { readonly kind: Kind },
    signal: AbortSignal | undefined,
  ): Promise<{ readonly report: ProbeReports[Kind]; readonly mostBytes: number }> {
    signal?.throwIfAborted();
    const child = this.#start();
    const watch = new AbortController();
    const taken = { mostBytes: 0 };
    try {
      const conversation = converse<ProbeReports[Kind]>(child, order);
      const report = await Promise.race([
        conversation.report,
        this.#watchMemory(child, conversation, taken, watch.signal),
        this.#watchTime(conversation, watch.signal),
        ...(signal ? [rejectWhenAborted(signal)] : []),
      ]);
      return { report, mostBytes: taken.mostBytes };
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
    const { execPath, execArgv } = launchWithoutNetwork();
    return fork(this.#options.program, {
      env,
      execPath,
      execArgv: [...execArgv],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
  }

  async #watchMemory(
    child: ChildProcess,
    conversation: Conversation<unknown>,
    taken: { mostBytes: number },
    signal: AbortSignal,
  ): Promise<never> {
    // Where the whole machine runs out first, this is whom the kernel should pick.
    if (process.platform === 'linux' && child.pid !== undefined) {
      await writeFile(`/proc/${child.pid}/oom_score_adj`, '1000').catch(() => undefined);
    }
    for await (const used of pollMemory(child, signal)) {
      const { sizeBytes, reason } = this.#options.memory;
      taken.mostBytes = Math.max(taken.mostBytes, used);
      if (used <= sizeBytes) continue;
      throw new RejectionError(
        'MEMORY_LIMIT',
        `The model took ${toMegabytes(used)} MB of memory while ${conversation.stage}, and ` +
          `the limit is ${toMegabytes(sizeBytes)} MB: ${reason}.`,
      );
    }
    return conversation.report as Promise<never>;
  }

  async #watchTime(conversation: Conversation<unknown>, signal: AbortSignal): Promise<never> {
    await sleep(this.#options.timeoutMs, undefined, { signal });
    throw new RejectionError(
      'TIME_LIMIT',
      `The model took longer than the limit of ${this.#options.timeoutMs / 1000} s; it ` +
        `was still ${conversation.stage}.`,
    );
  }
}

interface Conversation<Report> {
  stage: ProbeStage | 'starting';
  readonly report: Promise<Report>;
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

function converse<Report>(child: ChildProcess, order: ProbeOrder): Conversation<Report> {
  const conversation: Conversation<Report> = {
    stage: 'starting',
    report: new Promise((resolve, reject) => {
      child.on('message', (message: ProbeMessage) => {
        switch (message.kind) {
          case 'stage':
            conversation.stage = message.stage;
            break;
          case 'report':
            resolve(message.report as Report);
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
  stage: Conversation<unknown>['stage'],
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
