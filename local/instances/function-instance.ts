import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { FunctionSpec } from '../../layers/maas/contract/functions.ts';
import { MaasError } from '../../layers/maas/core/errors.ts';
import { FunctionError } from '../runtime-api/function-error.ts';
import type { Invocation } from '../runtime-api/invocation.ts';
import { openSocketPlace } from '../runtime-api/open-socket-place.ts';
import { RuntimeApi } from '../runtime-api/runtime-api.ts';
import { instanceEnvironment } from './instance-environment.ts';
import { readLines } from './read-lines.ts';
import type { GuardedProcess, ProcessGuard } from './process-guard.ts';
import { watchMemory } from './watch-memory.ts';

const RUNTIME_CLIENT = path.resolve(import.meta.dirname, '../../node_modules/aws-lambda-ric/index.mjs');
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
}

export interface InstanceEvents {
  /** It can take an event. */
  readonly onIdle: (instance: FunctionInstance) => void;
  /** It is gone. `initError` says why it never became idle. */
  readonly onEnd: (instance: FunctionInstance, initError?: Error) => void;
}

/** One function instance as Lambda keeps them: a process under the official runtime client, one request at a time. */
export class FunctionInstance {
  readonly id: string;
  readonly #hosted: HostedFunction;
  readonly #events: InstanceEvents;
  readonly #api: RuntimeApi;
  #process: GuardedProcess | undefined;
  #invocation: Invocation | undefined;
  #isInitialised = false;
  /** Why we ended it, if we did. */
  #cause: Error | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(id: string, hosted: HostedFunction, events: InstanceEvents) {
    this.id = id;
    this.#hosted = hosted;
    this.#events = events;
    this.#api = new RuntimeApi({
      functionName: hosted.name,
      onNext: () => { this.#becomeIdle(); },
      onInitError: (detail) => { this.kill(new FunctionError(hosted.name, `It could not be initialised. ${detail}`)); },
    });
  }

  get processId(): number | undefined {
    return this.#process?.id;
  }

  /** Runs until the instance is gone. Every way ends in `onEnd`. */
  async run(guard: ProcessGuard): Promise<void> {
    const { name, spec, directory, tmpDirectory, environment, initTimeoutMs } = this.#hosted;
    const tmp = path.join(tmpDirectory, this.id);
    let detail = 'It could not be started.';
    let stopWatching = (): void => undefined;
    const socket = openSocketPlace(tmpDirectory, this.id);
    try {
      mkdirSync(tmp, { recursive: true, mode: 0o700 });
      await this.#api.listen(socket.path);
      if (this.#cause) throw this.#cause;
      const env = instanceEnvironment({ name, spec, directory, tmp, socketPath: socket.path, instanceId: this.id, environment });
      const heapMb = Math.floor(spec.memoryMb * 0.9); // the rest of the memory is for what is not JavaScript
      this.#process = guard.start([`--max-old-space-size=${heapMb}`, '--require', RAPID_CLIENT, RUNTIME_CLIENT, name], env, directory);
      this.#limitTime(initTimeoutMs, new FunctionError(name, `It was not initialised within ${initTimeoutMs} ms.`));
      stopWatching = watchMemory(this.#process.id, spec.memoryMb, (usedMb) => { this.kill(new FunctionError(name, `It took ${usedMb} MB of memory; the limit is ${spec.memoryMb} MB.`)); });
      for (const output of [this.#process.stdout, this.#process.stderr]) readLines(output, (line) => { this.#hosted.onLine(name, line); });
      detail = `The process ${await this.#process.ended}.`;
    } catch (error) {
      detail = String(error);
    } finally {
      stopWatching();
      clearTimeout(this.#timer);
      this.#api.close();
      socket.remove();
      rmSync(tmp, { recursive: true, force: true });
      this.#end(this.#cause ?? new FunctionError(name, detail));
    }
  }

  /** Hands it an event; it must be idle. */
  invoke(invocation: Invocation): void {
    const { name, spec } = this.#hosted;
    const timeoutMs = spec.timeoutSeconds * 1000;
    this.#invocation = invocation;
    this.#limitTime(timeoutMs, new MaasError('TIMEOUT', `The function '${name}' did not answer within ${spec.timeoutSeconds} s.`));
    // What waited in a queue has less time: an answer that comes after its caller has left would be work for nobody.
    this.#api.send(invocation, Math.floor(Date.now() + Math.min(timeoutMs, invocation.remainingMs)));
  }

  /** Ends it at once; the request that it has fails with `cause`. */
  kill(cause: Error): void {
    this.#cause ??= cause;
    this.#process?.kill();
  }

  #becomeIdle(): void {
    clearTimeout(this.#timer);
    this.#invocation = undefined;
    this.#isInitialised = true;
    this.#events.onIdle(this);
  }

  #end(cause: Error): void {
    this.#invocation?.fail(cause);
    this.#invocation = undefined;
    if (this.#isInitialised) this.#events.onEnd(this);
    else this.#events.onEnd(this, cause);
  }

  #limitTime(timeoutMs: number, cause: Error): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => { this.kill(cause); }, timeoutMs);
  }
}
