import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findPredictionNote, type PredictionNote } from '../adapters/watch/prediction-note.ts';
import { MaasError } from '../core/errors.ts';
import { CallTimes } from './call-times.ts';
import { FunctionError } from './function-error.ts';
import type { Invocation } from './invocation.ts';
import { instanceEnvironment } from './instance-environment.ts';
import type { HostedFunction } from './hosted-function.ts';
import { type EndCause, PredictionEndedError } from './instance-end.ts';
import type { InstanceEvents } from './instance-events.ts';
import type { InstanceLink } from './instance-link.ts';
import { addLast } from './last-groups.ts';
import { limitMemory } from './limit-memory.ts';
import { lowerPriority } from './lower-priority.ts';
import { readOutput } from './read-output.ts';
import type { GuardedProcess, ProcessGuard } from './process-guard.ts';

/**
 * Milliseconds within which an instance that has answered asks for its next request; it takes less
 * than one, unless its handler goes on after the answer.
 */
const RETURN_MS = 250;
/** Milliseconds for what an instance printed last to be read. */
const LAST_WORDS_MS = 200;
/** The most requests sent ahead: a small model would wait longer for its next one than it works. */
const MOST_AHEAD = 7;
/** Nothing is sent ahead where an instance's requests are expected to take longer together. */
const MOST_AHEAD_MS = 10;
/** V8's own words, before it ends the process. */
const OUT_OF_HEAP = 'JavaScript heap out of memory';

/** One function instance as Lambda keeps them: a process that answers one request at a time. */
export class FunctionInstance {
  readonly id: string;
  /** The groups that it served last, whose models it has loaded. */
  readonly served = new Set<string>();
  readonly #hosted: HostedFunction;
  readonly #timeoutMs: number;
  readonly #events: InstanceEvents;
  readonly #link: InstanceLink;
  #process: GuardedProcess | undefined;
  /** The request that it runs, and behind it those that were sent ahead. */
  #invocations: Invocation[] = [];
  #invokedAtMs = 0;
  readonly #callTimes = new CallTimes();
  #isInitialised = false;
  /** The error with which we ended the instance, if we did. */
  #cause: Error | undefined;
  #code: EndCause | undefined = 'PROCESS_DIED';
  #timer: NodeJS.Timeout | undefined;

  constructor(id: string, hosted: HostedFunction, events: InstanceEvents) {
    this.id = id;
    this.#hosted = hosted;
    this.#timeoutMs = hosted.spec.timeoutSeconds * 1000;
    this.#events = events;
    this.#link = hosted.createLink({
      functionName: hosted.name,
      directory: hosted.directory,
      socketDirectory: hosted.tmpDirectory,
      instanceId: id,
      onNext: () => {
        this.#return();
      },
      onBack: (invocation) => {
        this.#handBack([invocation]);
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

  /** The request that it runs, or has just answered. */
  get invocation(): Invocation | undefined {
    return this.#invocations[0];
  }

  /** How many requests it has, those that were sent ahead among them. */
  get requests(): number {
    return this.#invocations.length;
  }

  /** Milliseconds since it began the request that it runs. */
  get heldMs(): number {
    return this.invocation === undefined ? 0 : performance.now() - this.#invokedAtMs;
  }

  /** Tells whether it has answered, and is about to ask for its next request. */
  get isReturning(): boolean {
    return (this.invocation?.sinceAnswerMs ?? Infinity) < RETURN_MS;
  }

  /** Tells whether a request of this group may be sent ahead. */
  takesAhead(group: string): boolean {
    const { invocation, requests } = this;
    if (!this.#link.takesAhead || !invocation || invocation.isSettled) return false;
    if (requests > MOST_AHEAD || this.heldMs >= MOST_AHEAD_MS) return false;
    return this.#callTimes.sum([...this.#invocations, { group }]) < MOST_AHEAD_MS;
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
      const read = readOutput(started, (line) => {
        this.#hear(line);
      });
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
    const { name, initTimeoutMs } = this.#hosted;
    this.#limitTime(
      initTimeoutMs,
      () => new FunctionError(name, `It was not initialised within ${initTimeoutMs} ms.`),
    );
    return limitMemory(id, this.#hosted, (sentence) => {
      this.kill(new FunctionError(name, sentence), 'MEMORY_LIMIT');
    });
  }

  /** Sends it a request; it must be idle, or take the request ahead. */
  invoke(invocation: Invocation): void {
    const isAhead = this.requests > 0;
    this.#invocations.push(invocation);
    if (!isAhead) this.#begin();
    // A request that has waited has less time left: no answer is heard after its caller has left.
    const remainingMs = Math.min(this.#timeoutMs, invocation.remainingMs);
    this.#link.send(invocation, remainingMs, isAhead);
  }

  /** Gives back what was sent ahead and cannot be begun in time. @param heardMs see `InstanceLink` */
  takeBack(heardMs: number): void {
    const late = this.#link.takeBack(heardMs);
    if (late.length > 0) this.#handBack(late);
  }

  #begin(): void {
    const { name, spec } = this.#hosted;
    this.#invokedAtMs = performance.now();
    this.#limitTime(
      this.#timeoutMs,
      () =>
        new MaasError(
          'TIMEOUT',
          `The function '${name}' did not answer within ${spec.timeoutSeconds} s.`,
        ),
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

  #return(): void {
    const { heldMs } = this;
    const { group } = this.#invocations.shift() ?? {};
    if (group !== undefined) {
      this.#callTimes.add(group, heldMs);
      addLast(this.served, group);
      this.#events.onReturn(group);
    }
    this.#isInitialised = true;
    this.#goOn();
  }

  #goOn(): void {
    clearTimeout(this.#timer);
    if (this.requests === 0) this.#events.onIdle();
    else {
      this.#begin();
      this.#events.onTurn();
    }
  }

  #handBack(invocations: readonly Invocation[]): void {
    const isFirst = this.invocation !== undefined && invocations.includes(this.invocation);
    this.#invocations = this.#invocations.filter((one) => !invocations.includes(one));
    this.#callTimes.clear(); // they are not as short as they were
    this.#events.onBack(invocations);
    if (isFirst) this.#goOn();
  }

  #end(cause: Error, note: PredictionNote | undefined): void {
    // An answer that streams is settled from its first byte on, and noted until its last.
    const [invocation, ...ahead] = this.#invocations;
    const { isSettled = true, group } = invocation ?? {};
    const takenAlong = isSettled && !note ? undefined : group;
    const code = note?.cause ?? this.#code;
    if (takenAlong !== undefined && code !== undefined && note?.cause === undefined) {
      this.#hosted.onDeath?.({ code, note });
    }
    const detail = cause instanceof FunctionError ? cause.detail : cause.message;
    invocation?.fail(
      code !== undefined && note ? new PredictionEndedError({ code, note }, detail) : cause,
    );
    this.#invocations = [];
    if (ahead.length > 0) this.#events.onBack(ahead);
    this.#events.onEnd({ takenAlong, ...(this.#isInitialised ? {} : { initError: cause }) });
  }

  /** @param toCause makes the error when it is needed: that costs more than all else here */
  #limitTime(timeoutMs: number, toCause: () => Error): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.kill(toCause(), 'TIMEOUT');
    }, timeoutMs);
  }
}
