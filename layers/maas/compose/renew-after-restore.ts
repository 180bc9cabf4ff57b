import { forgetCredentials } from '../adapters/aws/aws-credentials.ts';
import { HttpConnection } from '../adapters/aws/http-connection.ts';
import type { KeyRing } from '../core/feedback/key-ring.ts';
import type { Randomness } from '../core/ports/randomness.ts';
import type { RecordCache } from '../core/serving/record-cache.ts';

export interface RestoredParts {
  readonly records: Pick<RecordCache, 'distrust'>;
  /** undefined where ids are not signed */
  readonly keys: Pick<KeyRing, 'renew'> | undefined;
  readonly randomness: Pick<Randomness, 'random'>;
}

/** So many draws take 0.1 ms. */
const MOST_SKIPPED = 2 ** 16;

/**
 * Renews what a process has from before a snapshot was taken of it, in each of its copies, as their
 * clock and their network are others: connections lead nowhere, credentials and records are as old
 * as the snapshot, keys may have been replaced since.
 */
export function renewAfterRestore({ records, keys, randomness }: RestoredParts): void {
  HttpConnection.breakAll();
  forgetCredentials();
  records.distrust();
  keys?.renew();
  skipDraws(Math.floor(randomness.random() * MOST_SKIPPED));
}

/**
 * Waits between attempts are drawn by `Math.random`, which goes on from the same place in all
 * copies: each takes another, or they would all come back at once.
 */
function skipDraws(count: number): void {
  for (let left = count; left > 0; left--) Math.random();
}
