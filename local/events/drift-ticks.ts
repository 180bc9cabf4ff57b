import { DRIFT_DUE, DRIFT_MINUTES } from '../../layers/maas/contract/events.ts';
import type { Logger } from '../../layers/maas/core/ports/logger.ts';
import type { FunctionPool } from '../../layers/maas/instances/function-pool.ts';

export interface DriftTicksOptions {
  /** The function that measures drift. */
  readonly monitor: Pick<FunctionPool, 'invoke'>;
  readonly logger: Pick<Logger, 'error'>;
}

const MINUTE_MS = 60_000;
const EVENT = JSON.stringify({ 'detail-type': DRIFT_DUE, detail: {} });

/** Starts looks at drift, as EventBridge's schedule does. */
export class DriftTicks {
  readonly #options: DriftTicksOptions;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: DriftTicksOptions) {
    this.#options = options;
  }

  run(intervalMs = DRIFT_MINUTES * MINUTE_MS): void {
    this.#timer = setInterval(() => void this.tick(), intervalMs);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async tick(): Promise<void> {
    try {
      await this.#options.monitor.invoke(EVENT);
    } catch (error) {
      this.#options.logger.error('Drift could not be measured.', { error });
    }
  }
}
