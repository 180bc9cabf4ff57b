import type { ModelAlarm } from '../alarms/alarm-event.ts';
import { MaasError } from '../errors.ts';
import { findSubject, heedAlarm, isConcerned } from '../rollouts/alarm-rollout.ts';
import type { RolloutRecord, Tally } from '../rollouts/rollout.ts';
import { readStep } from './read-windows.ts';
import { reviseRollout, settleRollout, type TickDeps } from './revise-rollout.ts';

const NOTHING: Tally = { candidate: { count: 0, of: 0 }, baseline: { count: 0, of: 0 } };

/**
 * An alarm of a model began to ring: its roll-outs that the alarm concerns go back at once, without
 * waiting for the next look. Any number of these and of looks may run at once.
 */
export async function heedAlarms(deps: TickDeps, alarm: ModelAlarm): Promise<void> {
  for (const alias of await listConcerned(deps, alarm)) {
    const marked = { model: alarm.model, alias };
    const rollout = await reviseRollout(deps, marked, async (before) =>
      isConcerned(before, alarm)
        ? heedAlarm(before, alarm, await count(deps, alarm, before), deps.registry.nowMs())
        : before,
    );
    if (rollout) await settleRollout(deps, marked, rollout);
  }
}

async function listConcerned({ registry }: TickDeps, alarm: ModelAlarm): Promise<string[]> {
  try {
    const { value } = await registry.getModel(alarm.model);
    return Object.entries(value.aliases).flatMap(([alias, { rollout }]) =>
      rollout && isConcerned(rollout, alarm) ? [alias] : [],
    );
  } catch (error) {
    if (error instanceof MaasError) return []; // deleted meanwhile
    throw error;
  }
}

/** An alarm is not passed over because its figures cannot be read: then nothing is known of them. */
async function count(
  { metrics, registry, logger }: TickDeps,
  alarm: ModelAlarm,
  rollout: RolloutRecord,
): Promise<Tally> {
  const { model } = alarm;
  const subject = findSubject(alarm);
  try {
    const tallies = await readStep(metrics, model, rollout, registry.nowMs());
    return (subject && tallies[subject]) ?? NOTHING;
  } catch (error) {
    logger.error('The figures behind an alarm could not be read.', { model, error });
    return NOTHING;
  }
}
