import { setTimeout as sleep } from 'node:timers/promises';
import { MaasError } from '../../layers/maas/core/errors.ts';
import type { ObjectStore } from '../../layers/maas/core/ports/object-store.ts';
import { listKeys } from '../../layers/maas/core/registry/list-keys.ts';
import type { DeadLetter } from './dead-letters.ts';
import { objectCreatedEvent } from './object-created-event.ts';

export interface ObjectWatcherOptions {
  readonly store: Pick<ObjectStore, 'list' | 'head'>;
  readonly bucket: string;
  /** Objects whose keys begin so are events. */
  readonly prefix: string;
  readonly invoke: (event: string) => Promise<unknown>;
  readonly intervalMs: number;
  /** Milliseconds before each further attempt; as many as Lambda makes for asynchronous events. */
  readonly retryDelaysMs: readonly number[];
  readonly onRetry: (key: string, error: unknown) => void;
  readonly onDeadLetter: (letter: DeadLetter) => void;
  readonly onStoreFailure: (error: unknown) => void;
}

/**
 * EventBridge's part: every object under a prefix starts a function, at least once, and again when
 * that fails. It looks at the store and not at who wrote, so that what a killed process left is
 * found again at the next start. The function deletes an object that is done.
 */
export class ObjectWatcher {
  readonly #options: ObjectWatcherOptions;
  /** Keys that are being delivered, or have been. */
  readonly #seen = new Set<string>();
  /** ETags of those that failed for good: another one is a new event. */
  readonly #dead = new Map<string, string | undefined>();
  readonly #stop = new AbortController();

  constructor(options: ObjectWatcherOptions) {
    this.#options = options;
  }

  /** Runs until `close`. */
  async run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await this.#look().catch(this.#options.onStoreFailure);
      await sleep(this.#options.intervalMs, undefined, { signal }).catch(() => undefined);
    }
  }

  close(): void {
    this.#stop.abort();
  }

  async #look(): Promise<void> {
    const keys = new Set(await listKeys(this.#options.store, this.#options.prefix));
    for (const key of this.#seen) {
      if (!keys.has(key) || (await this.#isWrittenAgain(key))) this.#forget(key);
    }
    for (const key of keys) {
      if (this.#seen.has(key)) continue;
      this.#seen.add(key);
      void this.#findEtag(key)
        .then((etag) => this.#deliver(key, etag))
        .catch((error: unknown) => {
          this.#forget(key);
          this.#options.onStoreFailure(error);
        });
    }
  }

  async #isWrittenAgain(key: string): Promise<boolean> {
    return this.#dead.has(key) && (await this.#findEtag(key)) !== this.#dead.get(key);
  }

  async #findEtag(key: string): Promise<string | undefined> {
    return (await this.#options.store.head(key))?.etag;
  }

  #forget(key: string): void {
    this.#seen.delete(key);
    this.#dead.delete(key);
  }

  async #deliver(key: string, etag: string | undefined): Promise<void> {
    const { bucket, invoke, retryDelaysMs, onRetry, onDeadLetter } = this.#options;
    const event = objectCreatedEvent(bucket, key, Date.now());
    for (let attempt = 1; !this.#isClosed(); attempt++) {
      try {
        await invoke(JSON.stringify(event));
        return;
      } catch (error) {
        if (this.#isClosed()) return;
        const delayMs = retryDelaysMs[attempt - 1];
        if (delayMs === undefined) {
          this.#dead.set(key, etag);
          onDeadLetter({
            event,
            error: describe(error),
            attempts: attempt,
            at: new Date().toISOString(),
          });
          return;
        }
        // An event that found no place has not been tried.
        if (error instanceof MaasError && error.code === 'OVER_CAPACITY') attempt--;
        else onRetry(key, error);
        await sleep(delayMs, undefined, { signal: this.#stop.signal }).catch(() => undefined);
      }
    }
  }

  #isClosed(): boolean {
    return this.#stop.signal.aborted;
  }
}

function describe(error: unknown): string {
  return error instanceof Error && 'detail' in error ? String(error.detail) : String(error);
}
