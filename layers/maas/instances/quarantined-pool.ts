import type { FunctionAnswer, Work } from './invocation.ts';
import type { HostedFunction } from './hosted-function.ts';
import { FunctionPool } from './function-pool.ts';
import type { InvokeOptions, PoolOptions } from './pool-options.ts';
import type { ProcessGuard } from './process-guard.ts';
import { ProvenGroups } from './proven-groups.ts';

/** Runs of one suspect group at a time. */
const RUNS = 1;

/**
 * Two pools of one function: groups that have lately taken an instance along run apart, one call of
 * each at a time and at low priority. What they end is no instance that is warm for others, and
 * neither their runs nor the starts after them keep others from the processor.
 */
export class QuarantinedPool {
  readonly #groups = new ProvenGroups();
  readonly #trusted: FunctionPool;
  readonly #suspect: FunctionPool;

  constructor(hosted: HostedFunction, guard: ProcessGuard, options: PoolOptions) {
    const shared = { ...options, groups: this.#groups, count: { started: 0 } };
    this.#trusted = new FunctionPool(hosted, guard, shared);
    this.#suspect = new FunctionPool({ ...hosted, ahead: undefined, hasLowPriority: true }, guard, {
      ...shared,
      maxInstances: RUNS,
      startsAhead: false,
    });
  }

  get processIds(): number[] {
    return [...this.#trusted.processIds, ...this.#suspect.processIds];
  }

  /** @throws MaasError as `FunctionPool.invoke` */
  invoke(work: Work, options: InvokeOptions = {}): Promise<FunctionAnswer> {
    const isSuspect = this.#groups.isDoubted(options.group ?? '');
    return (isSuspect ? this.#suspect : this.#trusted).invoke(work, options);
  }

  startAhead(instances?: number): void {
    this.#trusted.startAhead(instances);
  }

  async close(): Promise<void> {
    await Promise.all([this.#trusted.close(), this.#suspect.close()]);
  }
}
