import { LIMITS } from '../../contract/limits.ts';
import { PreconditionFailedError } from '../errors.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { Period } from '../ports/metrics.ts';
import type { Outcome } from './outcome.ts';
import {
  isSameOutcome,
  outcomeKey,
  outcomesFrom,
  outcomesPrefix,
  parseOutcomeKey,
  seenKey,
  type OutcomeName,
} from './outcome-key.ts';

/** The fate of a truth that was sent: `different` contradicts the one sent before. */
export type Recorded = 'counted' | 'repeated' | 'different';

/** A truth's outcome, and the prediction that it belongs to. */
export type KeptTruth = OutcomeName & { readonly outcome: Outcome };

const DAY_MS = 86_400_000;
const EMPTY = new Uint8Array();

/** The time by which a report counts late truths: their own, or their prediction's. */
export type FeedbackTime = 'feedback' | 'prediction';

/** The truths of predictions, in the registry's store. */
export class FeedbackStore {
  readonly #store: ObjectStore;

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /**
   * Keeps an outcome once, however often and by how many callers it is sent. The marker says which
   * outcome is the prediction's; the outcome's key follows, again at each repetition, so that a
   * death in between is mended by the call that is sent again.
   */
  async record(name: OutcomeName, outcome: Outcome): Promise<Recorded> {
    const key = outcomeKey(name, outcome);
    if (await this.#create(seenKey(name), Buffer.from(key))) {
      await this.#create(key, EMPTY);
      return 'counted';
    }
    const seen = await this.#store.get(seenKey(name));
    if (seen === undefined || seen === 'unchanged') return 'repeated'; // expired meanwhile
    const first = Buffer.from(seen.bytes).toString();
    await this.#create(first, EMPTY);
    return isSameOutcome(first, key) ? 'repeated' : 'different';
  }

  /**
   * Outcomes of a period, in the order in which their truths came.
   * @param most where a period has more, its first ones
   * @param by truths come up to `LIMITS.feedbackDays` after their predictions
   */
  async list(
    model: string,
    { fromMs, toMs }: Period,
    by: FeedbackTime,
    most: number = LIMITS.reportedFeedback,
  ): Promise<{ readonly outcomes: readonly Outcome[]; readonly isWhole: boolean }> {
    const endMs = by === 'feedback' ? toMs : toMs + LIMITS.feedbackDays * DAY_MS;
    const outcomes: Outcome[] = [];
    let startAfter = outcomesFrom(model, fromMs);
    for (;;) {
      const { keys, isTruncated } = await this.#store.list(outcomesPrefix(model), { startAfter });
      for (const key of keys) {
        const { sentAtMs, outcome } = parseOutcomeKey(model, key);
        if (sentAtMs >= endMs) return { outcomes, isWhole: true };
        const atMs = by === 'feedback' ? sentAtMs : outcome.predictedAtMs;
        if (atMs < fromMs || atMs >= toMs) continue;
        if (outcomes.length >= most) return { outcomes, isWhole: false };
        outcomes.push(outcome);
      }
      const last = keys.at(-1);
      if (!isTruncated || last === undefined) return { outcomes, isWhole: true };
      startAfter = last;
    }
  }

  /**
   * A page of truths in the order in which they came.
   * @param after the `next` of the page before
   */
  async listTruths(
    model: string,
    { fromMs, toMs }: Period,
    after: string | undefined,
  ): Promise<{ readonly truths: readonly KeptTruth[]; readonly next: string | undefined }> {
    const prefix = outcomesPrefix(model);
    const startAfter = after === undefined ? outcomesFrom(model, fromMs) : `${prefix}${after}`;
    const { keys, isTruncated } = await this.#store.list(prefix, { startAfter });
    const kept = keys.map((key) => parseOutcomeKey(model, key));
    const wanted = kept.filter(({ sentAtMs }) => sentAtMs < toMs);
    const isLast = !isTruncated || wanted.length < kept.length;
    return { truths: wanted, next: isLast ? undefined : keys.at(-1)?.slice(prefix.length) };
  }

  /** @returns false when it is there already */
  async #create(key: string, body: Uint8Array): Promise<boolean> {
    try {
      await this.#store.put(key, body, { ifAbsent: true });
      return true;
    } catch (error) {
      if (error instanceof PreconditionFailedError) return false;
      throw error;
    }
  }
}
