import { STORAGE } from '../../layers/maas/contract/storage.ts';
import type { Logger } from '../../layers/maas/core/ports/logger.ts';
import type { ObjectStore } from '../../layers/maas/core/ports/object-store.ts';
import type { FunctionPool } from '../../layers/maas/instances/function-pool.ts';

export interface RolloutTicksOptions {
  readonly store: Pick<ObjectStore, 'list'>;
  /** The function that looks at open roll-outs. */
  readonly monitor: Pick<FunctionPool, 'invoke'>;
  readonly logger: Pick<Logger, 'error'>;
}

/** As EventBridge sends it. */
const SCHEDULED = JSON.stringify({ 'detail-type': 'Scheduled Event', detail: {} });

/**
 * Starts the looks at roll-outs, as EventBridge's schedule does: while a roll-out is open, or
 * somebody has a quota.
 */
export class RolloutTicks {
  readonly #options: RolloutTicksOptions;
  #timer: NodeJS.Timeout | undefined;
  #isTicking = false;

  constructor(options: RolloutTicksOptions) {
    this.#options = options;
  }

  run(intervalMs: number): void {
    this.#timer = setInterval(() => void this.tick(), intervalMs);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** One look, where there is something to look at and the one before has ended. */
  async tick(): Promise<void> {
    if (this.#isTicking) return;
    this.#isTicking = true;
    try {
      if (await this.#isNeeded()) await this.#options.monitor.invoke(SCHEDULED);
    } catch (error) {
      this.#options.logger.error('Open roll-outs and quotas could not be looked at.', { error });
    } finally {
      this.#isTicking = false;
    }
  }

  async #isNeeded(): Promise<boolean> {
    for (const prefix of [STORAGE.bakingPrefix, STORAGE.quotasPrefix]) {
      const { keys } = await this.#options.store.list(prefix, { limit: 1 });
      if (keys.length > 0) return true;
    }
    return false;
  }
}
