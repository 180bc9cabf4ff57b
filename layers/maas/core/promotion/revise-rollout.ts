import { toRolloutMessage, toRolloutNotice } from '../alarms/rollout-notice.ts';
import { MaasError } from '../errors.ts';
import type { Logger } from '../ports/logger.ts';
import type { Messenger } from '../ports/messenger.ts';
import type { MetricReader } from '../ports/metrics.ts';
import { findAlias } from '../registry/aliases.ts';
import { bakingKey } from '../registry/keys.ts';
import { findAliasName } from '../registry/names.ts';
import type { ModelRecord } from '../registry/records.ts';
import { endRollout } from '../rollouts/advance-rollout.ts';
import { isOpen, type RolloutRecord } from '../rollouts/rollout.ts';
import { withRollout } from './move-rollout.ts';
import { keepRollout } from './rollout-history.ts';
import type { AnswerLines } from './read-answers.ts';
import type { PromotionDeps } from './start-rollout.ts';

/** The needs of a tick, which moves roll-outs by itself. */
export interface TickDeps extends PromotionDeps {
  readonly metrics: MetricReader;
  /** Milliseconds after which a minute's metrics have arrived. */
  readonly metricsLateMs: number;
  /** Counts of what is answered, and the milliseconds after which they have arrived. */
  readonly captured: AnswerLines;
  readonly answersLateMs: number;
  readonly messengers: readonly Pick<Messenger, 'send'>[];
  readonly logger: Logger;
}

/** Whose roll-out. */
export interface Marked {
  readonly model: string;
  readonly alias: string;
}

/**
 * An end is told for so many milliseconds; a receiver that is out of reach for longer is not waited
 * for.
 */
const TELL_MS = 3_600_000;

/**
 * Changes an open roll-out and its alias's traffic in one compare-and-swap. Any number of these may
 * run at once: who comes second is asked again, with what the first has left.
 * @param change answers the same object to leave it
 * @returns the roll-out as it is then, open or not; undefined where there is none
 */
export async function reviseRollout(
  deps: TickDeps,
  { model, alias }: Marked,
  change: (rollout: RolloutRecord, record: ModelRecord) => RolloutRecord | Promise<RolloutRecord>,
): Promise<RolloutRecord | undefined> {
  const stored = await deps.registry.reviseModel(model, async (record) => {
    const before = findRollout(record, alias);
    if (!before || !isOpen(before)) return record;
    const rollout = await change(before, record);
    return rollout === before ? record : place(deps, record, alias, rollout);
  });
  return stored && findRollout(stored.value, alias);
}

/**
 * Keeps a roll-out that has ended, tells of it or that it waits for a person, and takes its mark
 * away. What dies in here is done again by the next look: rather twice than never.
 */
export async function settleRollout(
  deps: TickDeps,
  marked: Marked,
  rollout: RolloutRecord,
): Promise<void> {
  if (rollout.state === 'BAKING') return;
  const { registry } = deps;
  const { model, alias } = marked;
  if (!isOpen(rollout)) await keepRollout(registry, model, alias, rollout);
  if (rollout.toldState !== rollout.state) {
    if (!(await tell(deps, marked, rollout)) && isWorthTelling(rollout, registry.nowMs())) return;
    await registry.reviseModel(model, (record) => noteTold(record, alias, rollout));
  }
  if (!isOpen(rollout)) await registry.store.delete(bakingKey(model, alias));
}

function findRollout(record: ModelRecord, alias: string): RolloutRecord | undefined {
  return record.deletedAt === undefined ? findAlias(record, alias)?.rollout : undefined;
}

/** Sends traffic to a version that is there, whatever has become of the others. */
async function place(
  { registry, getSessionBudget }: TickDeps,
  record: ModelRecord,
  alias: string,
  rollout: RolloutRecord,
): Promise<ModelRecord> {
  const end = (state: RolloutRecord['state'], reason: string): RolloutRecord =>
    endRollout(rollout, state, reason, registry.nowMs());
  let reason = '';
  for (const state of [rollout.state, 'ROLLED_BACK', 'PROMOTED'] as const) {
    const attempt = reason === '' ? rollout : end(state, reason);
    try {
      return await withRollout(registry, record, alias, attempt, getSessionBudget(record.model));
    } catch (error) {
      if (!(error instanceof MaasError)) throw error;
      reason = error.message;
    }
  }
  return exchange(record, alias, end('ABORTED', reason));
}

/** @returns whether everybody was */
async function tell(
  { messengers, logger, registry }: TickDeps,
  { model, alias }: Marked,
  rollout: RolloutRecord,
): Promise<boolean> {
  const notice = toRolloutNotice(model, alias, rollout, registry.nowMs());
  const message = toRolloutMessage(notice);
  logger.warn(`${message.subject}.`, { model, alias, rollout: rollout.id, reason: rollout.reason });
  const original = JSON.stringify({ ...notice, text: message.text });
  const results = await Promise.allSettled(
    messengers.map((messenger) => messenger.send(message, original)),
  );
  for (const result of results) {
    if (result.status === 'fulfilled') continue;
    const error: unknown = result.reason;
    logger.error('Nobody could be told what became of a roll-out.', { model, alias, error });
  }
  return results.every(({ status }) => status === 'fulfilled');
}

function isWorthTelling({ endedAt }: RolloutRecord, nowMs: number): boolean {
  // eslint-disable-next-line no-restricted-syntax -- a record's date
  return endedAt === undefined || nowMs - Date.parse(endedAt) < TELL_MS;
}

function noteTold(record: ModelRecord, alias: string, { id, state }: RolloutRecord): ModelRecord {
  const known = findAlias(record, alias)?.rollout;
  if (known?.id !== id || known.state !== state) return record;
  return exchange(record, alias, { ...known, toldState: state });
}

/** The same record with another state of a roll-out, and its traffic as it was. */
function exchange(record: ModelRecord, alias: string, rollout: RolloutRecord): ModelRecord {
  const name = findAliasName(record.aliases, alias) ?? alias;
  const known = record.aliases[name];
  if (!known) return record;
  return { ...record, aliases: { ...record.aliases, [name]: { ...known, rollout } } };
}
