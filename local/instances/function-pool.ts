import { MaasError } from '../../layers/maas/core/errors.ts';
import { Invocation, type FunctionAnswer } from '../runtime-api/invocation.ts';
import { FunctionInstance, type HostedFunction } from './function-instance.ts';
import type { ProcessGuard } from './process-guard.ts';

export interface PoolOptions {
  readonly maxInstances: number;
  /** Requests that may wait for an instance; more are refused. */
  readonly maxQueued: number;
  /** Milliseconds after which an instance without work ends. */
  readonly idleMs: number;
}

/** The instances of one function: as many as there is work for, up to a limit; what they cannot take at once waits in order. */
export class FunctionPool {
  readonly #hosted: HostedFunction;
  readonly #guard: ProcessGuard;
  readonly #options: PoolOptions;
  readonly #instances = new Map<FunctionInstance, Promise<void>>();
  /** Last used last: the first ones fall out of use, and end. */
  readonly #idle = new Map<FunctionInstance, NodeJS.Timeout>();
  readonly #starting = new Set<FunctionInstance>();
  #queue: Invocation[] = [];
  #started = 0;
  #isClosed = false;

  constructor(hosted: HostedFunction, guard: ProcessGuard, options: PoolOptions) {
    this.#hosted = hosted;
    this.#guard = guard;
    this.#options = options;
  }

  get processIds(): number[] {
    return [...this.#instances.keys()].flatMap(({ processId }) => processId ?? []);
  }

  /**
   * @param event JSON
   * @param limitMs for which the caller waits; the function is told what is left of it
   * @param signal takes a request back that is still waiting; one that runs runs on, as on Lambda
   * @throws MaasError FUNCTION_FAILED, TIMEOUT, OVER_CAPACITY
   */
  invoke(event: string, signal?: AbortSignal, limitMs?: number): Promise<FunctionAnswer> {
    const invocation = new Invocation(event, limitMs);
    const { maxQueued } = this.#options;
    if (this.#isClosed) invocation.fail(this.#closing());
    else if (this.#queue.length >= maxQueued) invocation.fail(new MaasError('OVER_CAPACITY', `${maxQueued} requests wait for the function '${this.#hosted.name}' already; send this one again later.`));
    else {
      signal?.addEventListener('abort', () => { this.#takeBack(invocation); }, { once: true });
      this.#queue.push(invocation);
      this.#dispatch();
    }
    return invocation.answer;
  }

  /** Ends every instance; what waits or runs fails. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const invocation of this.#queue.splice(0)) invocation.fail(this.#closing());
    for (const timer of this.#idle.values()) clearTimeout(timer);
    for (const instance of this.#instances.keys()) instance.kill(this.#closing());
    await Promise.all(this.#instances.values());
  }

  #dispatch(): void {
    for (let instance = this.#popIdle(); instance; instance = this.#popIdle()) {
      const invocation = this.#queue.shift();
      if (!invocation) { this.#rest(instance); break; }
      instance.invoke(invocation);
    }
    while (!this.#isClosed && this.#starting.size < this.#queue.length && this.#instances.size < this.#options.maxInstances) this.#start();
  }

  #start(): void {
    const instance = new FunctionInstance(`${this.#hosted.name}-${++this.#started}`, this.#hosted, {
      onIdle: (idle) => {
        this.#starting.delete(idle);
        this.#rest(idle);
        this.#dispatch();
      },
      onEnd: (ended, initError) => { this.#forget(ended, initError); },
    });
    this.#starting.add(instance);
    this.#instances.set(instance, instance.run(this.#guard));
  }

  #forget(instance: FunctionInstance, initError: Error | undefined): void {
    this.#starting.delete(instance);
    clearTimeout(this.#idle.get(instance));
    this.#idle.delete(instance);
    this.#instances.delete(instance);
    // Whoever made it start learns why it did not; the next one starts another.
    if (initError) this.#queue.shift()?.fail(initError);
    this.#dispatch();
  }

  #rest(instance: FunctionInstance): void {
    const timer = setTimeout(() => {
      this.#idle.delete(instance);
      instance.kill(this.#closing());
    }, this.#options.idleMs);
    timer.unref();
    this.#idle.set(instance, timer);
  }

  #popIdle(): FunctionInstance | undefined {
    const instance = [...this.#idle.keys()].at(-1);
    if (!instance) return undefined;
    clearTimeout(this.#idle.get(instance));
    this.#idle.delete(instance);
    return instance;
  }

  #takeBack(invocation: Invocation): void {
    if (!this.#queue.includes(invocation)) return;
    this.#queue = this.#queue.filter((waiting) => waiting !== invocation);
    invocation.fail(new MaasError('OVER_CAPACITY', 'The caller went away while the request waited.'));
  }

  #closing(): MaasError {
    return new MaasError('OVER_CAPACITY', 'The service is being ended; send the request again when it is back.');
  }
}
