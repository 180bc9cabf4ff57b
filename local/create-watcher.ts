import type { EventSpec } from '../layers/maas/contract/events.ts';
import type { ObjectStore } from '../layers/maas/core/ports/object-store.ts';
import type { Pools } from './function-pools.ts';
import type { Home } from './home.ts';
import type { LogBook } from './log/log-book.ts';
import { POLL_MS, RETRY_DELAYS_MS, type StackOptions } from './stack-options.ts';
import { keepDeadLetter } from './events/dead-letters.ts';
import { ObjectWatcher } from './events/object-watcher.ts';

/** Has an event's objects start its function. */
export function createWatcher(
  event: EventSpec,
  { bucket }: StackOptions,
  home: Home,
  store: ObjectStore,
  pools: Pools,
  log: LogBook,
): ObjectWatcher {
  return new ObjectWatcher({
    store,
    bucket: bucket ?? 'local',
    prefix: event.prefix,
    invoke: (created) => pools[event.function].invoke(created),
    intervalMs: bucket === undefined ? POLL_MS.files : POLL_MS.s3,
    retryDelaysMs: RETRY_DELAYS_MS,
    onRetry: (key, error) => {
      log.logger.warn(`${event.function} failed and is tried again.`, { key, error });
    },
    onDeadLetter: (letter) => {
      log.logger.error(`${event.function} failed for good; the event is kept.`, {
        file: keepDeadLetter(home.deadLetters, letter),
        error: letter.error,
      });
    },
    onStoreFailure: (error) => {
      log.logger.error(`The store cannot be listed for new ${event.prefix}.`, { error });
    },
  });
}
