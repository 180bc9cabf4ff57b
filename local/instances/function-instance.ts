import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  findPredictionNote,
  type PredictionNote,
} from '../../layers/maas/adapters/watch/prediction-note.ts';
import type { FunctionSpec } from '../../layers/maas/contract/functions.ts';
import { MaasError } from '../../layers/maas/core/errors.ts';
import { FunctionError } from '../runtime-api/function-error.ts';
import type { Invocation } from '../runtime-api/invocation.ts';
import { openSocketPlace } from '../runtime-api/open-socket-place.ts';
import { RuntimeApi } from '../runtime-api/runtime-api.ts';
import { instanceEnvironment } from './instance-environment.ts';
import { type Death, type EndCause, PredictionEndedError } from './instance-end.ts';
import { readLines } from './read-lines.ts';
import type { GuardedProcess, ProcessGuard } from './process-guard.ts';
import { watchMemory } from './watch-memory.ts';

const RUNTIME_CLIENT = path.resolve(
  import.meta.dirname,
  '../../node_modules/aws-lambda-ric/index.mjs',
);
const RAPID_CLIENT = path.join(import.meta.dirname, 'rapid-client.cjs');

/** What every instance of one function has in common. */
export interface HostedFunction {
  readonly name: string;
  readonly spec: FunctionSpec;
  /** Folder of its `handler.js`. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Folder in which each instance gets a `/tmp` and a socket of its own. Others may not enter it. */
  readonly tmpDirectory: string;
  /** Milliseconds until an instance has to be initialised. */
  readonly initTimeoutMs: number;
  readonly onLine: (functionName: string, line: string) => void;
  /** Told of a request that its instance did not outlive, unless the instance itself has counted it. */
  readonly onDeath?: (death: Death) => void;
}

/** Milliseconds for what an instance printed last to be read. */
const LAST_WORDS_MS = 200;
/** V8's own words, before it ends the process. */
const OUT_OF_HEAP = 'JavaScript heap out of memory';

export interface InstanceEvents {
  /** It can take an event. */
  readonly onIdle: (instance: FunctionInstance) => void;
  /** It has done what this group asked it for. */
  readonly onReturn: (group: string) => void;
  /** It is gone. `initError` says why it never became idle, `takenAlong` the group of the request that it took along. */
  readonly onEnd: (
    instance: FunctionInstance,
    how: { readonly initError?: Error; readonly takenAlong?: string },
  ) => void;
}

/** One function instance as Lambda keeps them: a process under the official runtime client, one request at a time. */
export class FunctionInstance {
  readonly id: string;
  /** The groups that it has served, and so has warm. */
  readonly served = new Set<string>();
  readonly #hosted: HostedFunction;
  readonly #events: InstanceEvents;
  readonly #api: RuntimeApi;
  #process: GuardedProcess | undefined;
  #invocation: Invocation | undefined;
  #invokedAtMs = 0;
  #isInitialised = false;
  /** Why we ended it, if we did. */
  #cause: Error | undefined;
  #code: EndCause | undefined = 'PROCESS_DIED';
  #timer: NodeJS.Timeout | undefined;

  constructor(id: string, hosted: HostedFunction, events: InstanceEvents) {
    this.id = id;
    this.#hosted = hosted;
    this.#events = events;
    this.#api = new RuntimeApi({
      functionName: hosted.name,
      onNext: () => {
        this.#becomeIdle();
      },
      onInitError: (detail) => {
        this.kill(
          new FunctionError(hosted.name, `It could not be initialised. ${detail}`),
          'PROCESS_DIED',
        );
      },
    });
  }

  get processId(): number | undefined {
    return this.#process?.id;
  }

  /** The request that it has, answered or not. */
  get invocation(): Invocation | undefined {
    return this.#invocation;
  }

  /** Milliseconds for which it has had its request. */
  get heldMs(): number {
    return this.#invocation === undefined ? 0 : performance.now() - this.#invokedAtMs;
  }

  /** Whether it runs a model, which may hold its event loop: it will hear of nothing until that is over. */
  get isRunningModel(): boolean {
    return findPredictionNote(this.#notePath)?.stage === 'running';
  }

  get #tmp(): string {
    return path.join(this.#hosted.tmpDirectory, this.id);
  }

  get #notePath(): string {
    return path.join(this.#tmp, 'prediction.json');
  }

  /** Runs until the instance is gone. Every way ends in `onEnd`. */
  async run(guard: ProcessGuard): Promise<void> {
    const { name, spec, directory, tmpDirectory, environment, initTimeoutMs } = this.#hosted;
    const tmp = this.#tmp;
    let note: PredictionNote | undefined;
    let detail = 'It could not be started.';
    let stopWatching = (): void => undefined;
    const socket = openSocketPlace(tmpDirectory, this.id);
    try {
      mkdirSync(tmp, { recursive: true, mode: 0o700 });
      await this.#api.listen(socket.path);
      if (this.#cause) throw this.#cause;
      const env = instanceEnvironment({
        name,
        spec,
        directory,
        tmp,
        socketPath: socket.path,
        notePath: this.#notePath,
        instanceId: this.id,
        environment,
      });
      const heapMb = Math.floor(spec.memoryMb * 0.9); // the rest of the memory is for what is not JavaScript
      this.#process = guard.start(
        [
          `--max-old-space-size=${heapMb}`,
          '--disable-sigusr1',
          '--require',
          RAPID_CLIENT,
          RUNTIME_CLIENT,
          name,
        ],
        env,
        directory,
      );
      this.#limitTime(
        initTimeoutMs,
        new FunctionError(name, `It was not initialised within ${initTimeoutMs} ms.`),
        'TIMEOUT',
      );
      stopWatching = watchMemory(this.#process.id, spec.memoryMb, (usedMb) => {
        this.kill(
          new FunctionError(
            name,
            `It took ${usedMb} MB of memory; the limit is ${spec.memoryMb} MB.`,
          ),
          'MEMORY_LIMIT',
        );
      });
      const outputs = [this.#process.stdout, this.#process.stderr];
      for (const output of outputs)
        readLines(output, (line) => {
          this.#hear(line);
        });
      const read = Promise.all(outputs.map(untilClosed));
      detail = `The process ${await this.#process.ended}.`;
      // Its metrics are on file before its caller learns of its end.
      await Promise.race([read, sleep(LAST_WORDS_MS, undefined, { ref: false })]);
    } catch (error) {
      detail = String(error);
    } finally {
      stopWatching();
      clearTimeout(this.#timer);
      this.#api.close();
      socket.remove();
      note = findPredictionNote(this.#notePath);
      rmSync(tmp, { recursive: true, force: true });
      this.#end(this.#cause ?? new FunctionError(name, detail), note);
    }
  }

  /** Hands it an event; it must be idle. */
  invoke(invocation: Invocation): void {
    const { name, spec } = this.#hosted;
    const timeoutMs = spec.timeoutSeconds * 1000;
    this.#invocation = invocation;
    this.#invokedAtMs = performance.now();
    this.#limitTime(
      timeoutMs,
      new MaasError(
        'TIMEOUT',
        `The function '${name}' did not answer within ${spec.timeoutSeconds} s.`,
      ),
      'TIMEOUT',
    );
    // What waited in a queue has less time: an answer that comes after its caller has left would be work for nobody.
    this.#api.send(
      invocation,
      Math.floor(Date.now() + Math.min(timeoutMs, invocation.remainingMs)),
    );
  }

  /**
   * Ends it at once; the request that it has fails with `cause`.
   * @param code what that request counts as
   * @default - nothing
   */
  kill(cause: Error, code?: EndCause): void {
    if (!this.#cause) this.#code = code;
    this.#cause ??= cause;
    this.#process?.kill();
  }

  #hear(line: string): void {
    if (line.includes(OUT_OF_HEAP) && !this.#cause) this.#code = 'MEMORY_LIMIT';
    this.#hosted.onLine(this.#hosted.name, line);
  }

  #becomeIdle(): void {
    clearTimeout(this.#timer);
    if (this.#invocation) {
      this.served.add(this.#invocation.group);
      this.#events.onReturn(this.#invocation.group);
    }
    this.#invocation = undefined;
    this.#isInitialised = true;
    this.#events.onIdle(this);
  }

  #end(cause: Error, note: PredictionNote | undefined): void {
    const takenAlong = this.#invocation?.isSettled === false ? this.#invocation.group : undefined;
    const code = note?.cause ?? this.#code;
    if (takenAlong !== undefined && code !== undefined && note?.cause === undefined)
      this.#hosted.onDeath?.({ code, note });
    const detail = cause instanceof FunctionError ? cause.detail : cause.message;
    this.#invocation?.fail(
      code !== undefined && note ? new PredictionEndedError({ code, note }, detail) : cause,
    );
    this.#invocation = undefined;
    this.#events.onEnd(this, {
      ...(takenAlong === undefined ? {} : { takenAlong }),
      ...(this.#isInitialised ? {} : { initError: cause }),
    });
  }

  #limitTime(timeoutMs: number, cause: Error, code: EndCause): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.kill(cause, code);
    }, timeoutMs);
  }
}

async function untilClosed(output: Readable): Promise<void> {
  if (!output.closed) await once(output, 'close').catch(() => undefined);
}
