import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findPredictionNote, type PredictionNote } from '../adapters/watch/prediction-note.ts';
import { MaasError } from '../core/errors.ts';
import { FunctionError } from './function-error.ts';
import type { Invocation } from './invocation.ts';
import { instanceEnvironment } from './instance-environment.ts';
import type { HostedFunction } from './hosted-function.ts';
import { type EndCause, PredictionEndedError } from './instance-end.ts';
import type { InstanceLink } from './instance-link.ts';
import { lowerPriority } from './lower-priority.ts';
import { readLines, untilClosed } from './read-lines.ts';
import type { GuardedProcess, ProcessGuard } from './process-guard.ts';
import { watchMemory } from './watch-memory.ts';

/**
 * Milliseconds within which an instance that has answered asks for its next request; it takes less
 * than one, unless its handler goes on after the answer.
 */
const RETURN_MS = 250;
/** Milliseconds for what an instance printed last to be read. */
const LAST_WORDS_MS = 200;
/** V8's own words, before it ends the process. */
const OUT_OF_HEAP = 'JavaScript heap out of memory';

export interface InstanceEvents {
  /** It can take an event. */
  readonly onIdle: (instance: FunctionInstance) => void;
  /** It has done what this group asked it for. */
  readonly onReturn: (group: string) => void;
  /**
   * It is gone. `initError` says why it never became idle, `takenAlong` the group of the request
   * that it took along.
   */
  readonly onEnd: (
    instance: FunctionInstance,
    how: { readonly initError?: Error; readonly takenAlong?: string },
  ) => void;
}

/** One function instance as Lambda keeps them: a process, one request at a time. */
export class FunctionInstance {
  readonly id: string;
  /** The groups that it has served, and so has warm. */
  readonly served = new Set<string>();
  readonly #hosted: HostedFunction;
  readonly #events: InstanceEvents;
  readonly #link: InstanceLink;
  #process: GuardedProcess | undefined;
  #invocation: Invocation | undefined;
  #invokedAtMs = 0;
  #isInitialised = false;
  /** The error with which we ended the instance, if we did. */
  #cause: Error | undefined;
  #code: EndCause | undefined = 'PROCESS_DIED';
  #timer: NodeJS.Timeout | undefined;

  constructor(id: string, hosted: HostedFunction, events: InstanceEvents) {
    this.id = id;
    this.#hosted = hosted;
    this.#events = events;
    this.#link = hosted.createLink({
      functionName: hosted.name,
      directory: hosted.directory,
      socketDirectory: hosted.tmpDirectory,
      instanceId: id,
      onNext: () => {
        this.#becomeIdle();
      },
      onLines: (text) => {
        for (const line of text.split('\n')) if (line !== '') hosted.onLine(hosted.name, line);
      },
      onFault: (detail) => {
        this.kill(
          new FunctionError(
            hosted.name,
            this.#isInitialised ? detail : `It could not be initialised. ${detail}`,
          ),
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

  /** Tells whether it has answered, and is about to ask for its next request. */
  get isReturning(): boolean {
    return (this.#invocation?.sinceAnswerMs ?? Infinity) < RETURN_MS;
  }

  /**
   * Tells whether it runs a model, which may hold its event loop: it will hear of nothing until
   * that is over.
   */
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
    let note: PredictionNote | undefined;
    let detail = 'It could not be started.';
    let stopWatching = (): void => undefined;
    try {
      const started = await this.#start(guard);
      stopWatching = this.#limit(started);
      const read = this.#read(started);
      detail = `The process ${await started.ended}.`;
      // Its metrics are on file before its caller learns of its end.
      await Promise.race([read, sleep(LAST_WORDS_MS, undefined, { ref: false })]);
    } catch (error) {
      detail = String(error);
    } finally {
      stopWatching();
      clearTimeout(this.#timer);
      this.#link.close();
      note = findPredictionNote(this.#notePath);
      rmSync(this.#tmp, { recursive: true, force: true });
      this.#end(this.#cause ?? new FunctionError(this.#hosted.name, detail), note);
    }
  }

  async #start(guard: ProcessGuard): Promise<GuardedProcess> {
    const { name, spec, directory, environment, ahead, hasLowPriority } = this.#hosted;
    mkdirSync(this.#tmp, { recursive: true, mode: 0o700 });
    const program = await this.#link.open();
    if (this.#cause) throw this.#cause;
    const env = instanceEnvironment({
      name,
      spec,
      tmp: this.#tmp,
      notePath: this.#notePath,
      instanceId: this.id,
      environment: { ...environment, ...ahead?.environment, ...program.environment },
    });
    // The rest of the memory is for what is not JavaScript.
    const heapMb = Math.floor(spec.memoryMb * 0.9);
    const started = guard.start(
      [`--max-old-space-size=${heapMb}`, '--disable-sigusr1', ...program.args],
      env,
      directory,
      program.hasChannel,
    );
    this.#process = started;
    this.#link.attach(started);
    if (hasLowPriority) lowerPriority(started.id);
    return started;
  }

  /** Limits the time of its start, and its memory. @returns what ends the watch over the memory */
  #limit({ id }: GuardedProcess): () => void {
    const { name, spec, initTimeoutMs, memory } = this.#hosted;
    this.#limitTime(
      initTimeoutMs,
      () => new FunctionError(name, `It was not initialised within ${initTimeoutMs} ms.`),
    );
    const end = (usedMb: number, limit: string): void => {
      const taken = `It took ${usedMb} MB of memory; the limit is ${limit}.`;
      this.kill(new FunctionError(name, taken), 'MEMORY_LIMIT');
    };
    const stopWatching = watchMemory(id, spec.memoryMb, (usedMb) => {
      end(usedMb, `${spec.memoryMb} MB`);
    });
    const leave = memory?.join(id, (usedMb) => {
      end(usedMb, `${memory.limitMb} MB for all instances together, of which it had the most`);
    });
    return () => {
      stopWatching();
      leave?.();
    };
  }

  /** Hears what it prints. Settles when nothing more can come of it. */
  async #read({ stdout, stderr, channel }: GuardedProcess): Promise<void> {
    const outputs = [stdout, stderr];
    for (const output of outputs) {
      readLines(output, (line) => {
        this.#hear(line);
      });
    }
    await Promise.all([...outputs, ...(channel ? [channel] : [])].map(untilClosed));
  }

  /** Hands it an event; it must be idle. */
  invoke(invocation: Invocation): void {
    const { name, spec } = this.#hosted;
    const timeoutMs = spec.timeoutSeconds * 1000;
    this.#invocation = invocation;
    this.#invokedAtMs = performance.now();
    this.#limitTime(
      timeoutMs,
      () =>
        new MaasError(
          'TIMEOUT',
          `The function '${name}' did not answer within ${spec.timeoutSeconds} s.`,
        ),
    );
    // What waited in a queue has less time: an answer that comes after its caller has left would be
    // work for nobody.
    this.#link.send(invocation, Math.min(timeoutMs, invocation.remainingMs));
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
    // An answer that streams is settled from its first byte on, and noted until its last.
    const { isSettled = true, group } = this.#invocation ?? {};
    const takenAlong = isSettled && !note ? undefined : group;
    const code = note?.cause ?? this.#code;
    if (takenAlong !== undefined && code !== undefined && note?.cause === undefined) {
      this.#hosted.onDeath?.({ code, note });
    }
    const detail = cause instanceof FunctionError ? cause.detail : cause.message;
    this.#invocation?.fail(
      code !== undefined && note ? new PredictionEndedError({ code, note }, detail) : cause,
    );
    this.#invocation = undefined;
    this.#events.onEnd(this, {
      takenAlong,
      ...(this.#isInitialised ? {} : { initError: cause }),
    });
  }

  /** @param toCause an error costs more than all else here: it is made only then */
  #limitTime(timeoutMs: number, toCause: () => Error): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.kill(toCause(), 'TIMEOUT');
    }, timeoutMs);
  }
}
