import { Invocation, type FunctionAnswer, type Work } from './invocation.ts';
import { sharedMs } from '../hosts/shared-ms.ts';
import { FunctionInstance } from './function-instance.ts';
import type { HostedFunction } from './hosted-function.ts';
import { toClosing, toLeft, toOverfull } from './pool-errors.ts';
import type { InvokeOptions, PoolOptions } from './pool-options.ts';
import type { ProcessGuard } from './process-guard.ts';
import { ProvenGroups } from './proven-groups.ts';
import {
  type Busy,
  type Capacity,
  type Claim,
  SPARES,
  chooseIdle,
  findAwaiting,
  mayAnyStart,
  mayStart,
  mayTake,
  mayWait,
  needsSpare,
} from './shares.ts';

/** Milliseconds between looks at requests that wait too long, or whose callers left. */
const TEND_MS = 200;
/**
 * Milliseconds that a run may go on after its caller has gone, where nobody waits for its place,
 * and where somebody does: what it would take to replace its instance.
 */
const ABANDONED_MS = 5_000;
const ABANDONED_WANTED_MS = 1_000;
/** Milliseconds after which an instance above the limit ends when it has no work. */
const SURPLUS_IDLE_MS = 60_000;

const NOBODY: ReadonlySet<Invocation> = new Set();

/** Runs the calls of one function. */
export type Pool = Pick<FunctionPool, 'processIds' | 'invoke' | 'startAhead' | 'close'>;

/**
 * The instances of one function: as many as there is work for, up to a limit; what they cannot take
 * at once waits in order.
 */
export class FunctionPool {
  readonly #hosted: HostedFunction;
  readonly #guard: ProcessGuard;
  readonly #options: PoolOptions;
  readonly #instances = new Map<FunctionInstance, Promise<void>>();
  /** Last used last: the first ones fall out of use, and end. */
  readonly #idle = new Map<FunctionInstance, NodeJS.Timeout>();
  readonly #starting = new Set<FunctionInstance>();
  readonly #proven: ProvenGroups;
  #queue: Invocation[] = [];
  readonly #count: { started: number };
  #isClosed = false;
  #tending: NodeJS.Timeout | undefined;

  constructor(hosted: HostedFunction, guard: ProcessGuard, options: PoolOptions) {
    this.#hosted = hosted;
    this.#guard = guard;
    this.#options = options;
    this.#proven = options.groups ?? new ProvenGroups();
    this.#count = options.count ?? { started: 0 };
  }

  get processIds(): number[] {
    return [...this.#instances.keys()].flatMap(({ processId }) => processId ?? []);
  }

  /**
   * @throws MaasError FUNCTION_FAILED, TIMEOUT, MEMORY_LIMIT, PROCESS_DIED, OVER_CAPACITY
   */
  invoke(work: Work, { signal, group = '', limitMs }: InvokeOptions = {}): Promise<FunctionAnswer> {
    const invocation = new Invocation(work, { group, limitMs });
    if (this.#isClosed) invocation.fail(toClosing());
    else if (!mayWait(group, this.#queue, this.#options.maxQueued)) {
      invocation.fail(toOverfull(this.#hosted.name, this.#queue.length));
    } else {
      signal?.addEventListener(
        'abort',
        () => {
          this.#leave(invocation);
        },
        { once: true },
      );
      this.#queue.push(invocation);
      this.#dispatch();
      this.#tending ??= setInterval(() => {
        this.#tend();
      }, TEND_MS).unref();
    }
    return invocation.answer;
  }

  /** Starts instances that nobody waits for yet, where there are fewer. */
  startAhead(instances = 1): void {
    while (!this.#isClosed && this.#instances.size < instances) this.#start();
  }

  /** Ends every instance; what waits or runs fails. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#tending);
    for (const invocation of this.#queue.splice(0)) invocation.fail(toClosing());
    for (const timer of this.#idle.values()) clearTimeout(timer);
    for (const instance of this.#instances.keys()) instance.kill(toClosing());
    await Promise.all(this.#instances.values());
  }

  get #busy(): (Busy & { readonly instance: FunctionInstance; readonly invocation: Invocation })[] {
    return [...this.#instances.keys()].flatMap((instance) => {
      const { invocation, heldMs } = instance;
      return invocation ? [{ group: invocation.group, heldMs, instance, invocation }] : [];
    });
  }

  /**
   * Gives what waits, in order and as far as its group may have more, to the instances that are
   * idle, and starts others.
   */
  #dispatch(): void {
    const capacity = this.#capacity;
    while (this.#idle.size > 0 && this.#queue.length > 0) {
      const busy = this.#busy;
      const awaiting = this.#awaiting;
      const index = this.#queue.findIndex(
        (invocation) =>
          !awaiting.has(invocation) && mayTake(this.#toClaim(invocation.group), busy, capacity),
      );
      const [invocation] = index === -1 ? [] : this.#queue.splice(index, 1);
      if (!invocation) break;
      this.#popIdle(invocation.group)?.invoke(invocation);
    }
    if (this.#isClosed || this.#queue.length === 0) return;
    this.#sendAhead();
    const busy = this.#busy;
    if (!mayAnyStart(busy, this.#instances.size, capacity)) return;
    const awaiting = this.#awaiting;
    const waiting = this.#queue
      .filter((invocation) => !awaiting.has(invocation))
      .map(({ group }) => this.#toClaim(group))
      .filter((claim) => mayTake(claim, busy, capacity));
    for (const claim of waiting.slice(this.#starting.size)) {
      if (mayStart(claim, busy, this.#instances.size, capacity)) this.#start();
    }
  }

  /**
   * Sends the first requests of the queue to instances that are about to be done, once all are
   * started and busy. A request for which none is found holds up those behind it.
   */
  #sendAhead(): void {
    if (this.#starting.size > 0 || this.#instances.size < this.#options.maxInstances) return;
    for (let [first] = this.#queue; first; [first] = this.#queue) {
      const { group } = first;
      if (!this.#proven.has(group)) return;
      const takers = [...this.#instances.keys()].filter((one) => one.takesAhead(group));
      const [taker] = takers.sort((one, other) => one.requests - other.requests);
      if (!taker) return;
      this.#queue.shift();
      taker.invoke(first);
    }
  }

  /** Puts requests back before all others, but for those whose callers have left. */
  #putBack(invocations: readonly Invocation[]): void {
    const left = invocations.filter(({ leftAtMs }) => leftAtMs !== undefined);
    for (const invocation of left) invocation.fail(toLeft());
    const waiting = invocations.filter((one) => !left.includes(one));
    if (!this.#isClosed) this.#queue.unshift(...waiting);
    else for (const invocation of waiting) invocation.fail(toClosing());
  }

  get #capacity(): Capacity {
    const { maxInstances: limit, spares = SPARES } = this.#options;
    return { limit, spares };
  }

  /** The requests that wait for an instance which is about to come back with their model loaded. */
  get #awaiting(): ReadonlySet<Invocation> {
    const returning = this.#busy.filter(({ instance }) => instance.isReturning);
    if (returning.length === 0) return NOBODY;
    return findAwaiting(
      this.#queue,
      returning.map(({ group }) => group),
      [...this.#idle.keys()],
    );
  }

  #toClaim(group: string): Claim {
    return { group, isProven: this.#proven.has(group) };
  }

  /**
   * Does what is due by time alone: starts spare instances for requests that wait, and ends runs
   * that nobody waits for.
   */
  #tend(): void {
    const busy = this.#busy;
    if (busy.length === 0 && this.#queue.length === 0) {
      clearInterval(this.#tending);
      this.#tending = undefined;
      return;
    }
    const patienceMs = this.#queue.length > 0 ? ABANDONED_WANTED_MS : ABANDONED_MS;
    for (const { instance, invocation } of busy) {
      const { isSettled, leftAtMs = Infinity } = invocation;
      const isAbandoned = !isSettled && performance.now() - leftAtMs >= patienceMs;
      if (isAbandoned && instance.isRunningModel) instance.kill(toLeft(), 'CALLER_LEFT');
    }
    this.#dispatch();
    const nowMs = sharedMs();
    // Node reads what has come before it does this.
    setImmediate(() => {
      for (const instance of this.#instances.keys()) instance.takeBack(nowMs);
    });
    const isAhead = this.#options.startsAhead !== false;
    if (isAhead && needsSpare(this.#busy, this.#instances.size, this.#capacity)) {
      this.#start();
    }
  }

  #start(): void {
    const instance = new FunctionInstance(
      `${this.#hosted.name}-${++this.#count.started}`,
      this.#hosted,
      {
        onIdle: () => {
          this.#starting.delete(instance);
          this.#rest(instance);
          this.#dispatch();
        },
        onTurn: () => {
          this.#dispatch();
        },
        onBack: (invocations) => {
          this.#putBack(invocations);
          this.#dispatch();
        },
        onReturn: (group) => {
          this.#proven.prove(group);
        },
        onEnd: ({ initError, takenAlong }) => {
          if (takenAlong !== undefined) this.#proven.doubt(takenAlong);
          this.#forget(instance, takenAlong !== undefined, initError);
        },
      },
    );
    this.#starting.add(instance);
    this.#instances.set(instance, instance.run(this.#guard));
  }

  #forget(instance: FunctionInstance, hadWork: boolean, initError: Error | undefined): void {
    this.#starting.delete(instance);
    clearTimeout(this.#idle.get(instance));
    this.#idle.delete(instance);
    this.#instances.delete(instance);
    // Whoever made it start learns why it did not, unless the next one may; that starts another.
    if (initError && !this.#hosted.ahead?.drop(initError)) this.#queue.shift()?.fail(initError);
    this.#dispatch();
    // At once, so that whoever comes next finds one: what ended this one may have been its request.
    if (
      hadWork &&
      this.#options.startsAhead !== false &&
      !this.#isClosed &&
      this.#instances.size < this.#options.maxInstances &&
      this.#starting.size === 0
    ) {
      this.#start();
    }
  }

  #rest(instance: FunctionInstance): void {
    const timer = setTimeout(
      () => {
        this.#idle.delete(instance);
        instance.kill(toClosing());
      },
      this.#instances.size > this.#options.maxInstances
        ? Math.min(SURPLUS_IDLE_MS, this.#options.idleMs)
        : this.#options.idleMs,
    );
    timer.unref();
    this.#idle.set(instance, timer);
  }

  #popIdle(group: string): FunctionInstance | undefined {
    const instance = chooseIdle(group, [...this.#idle.keys()]);
    if (!instance) return undefined;
    clearTimeout(this.#idle.get(instance));
    this.#idle.delete(instance);
    return instance;
  }

  #leave(invocation: Invocation): void {
    invocation.leftAtMs = performance.now();
    if (!this.#queue.includes(invocation)) return;
    this.#queue = this.#queue.filter((waiting) => waiting !== invocation);
    invocation.fail(toLeft());
  }
}
