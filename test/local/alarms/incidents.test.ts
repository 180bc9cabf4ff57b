import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createRandom } from '../../support/create-random.ts';
import { Inputs } from './support/inputs.ts';
import { listen, Machine, MINUTE_MS, times } from './support/machine.ts';

/** One model after the other kind of trouble, beside another that is well all the time. */
const OWN = { minAccuracyPercent: 80 };
const CREATED = '2026-01-15T07:00:00.000Z';

let random: () => number;
let webhook: Awaited<ReturnType<typeof listen>>;
let machine: Machine;
beforeAll(async () => {
  webhook = await listen();
});
afterAll(() => {
  webhook.close();
});
beforeEach(async () => {
  random = createRandom(12);
  webhook.posted.length = 0;
  machine = new Machine(webhook.url);
  for (const [model, version] of [
    ['a', 3],
    ['b', 1],
  ] as const) {
    machine.records.set(model, {
      model,
      createdAt: CREATED,
      updatedAt: CREATED,
      aliases: { live: { routes: [{ version, weight: 1 }] } },
      settings: model === 'a' ? OWN : {},
    } as never);
  }
  await machine.own.replace('a', OWN);
});

/** A minute of both, in which `a` does so. */
const minute = (outcome: { ms?: number; fails?: boolean }) => async (): Promise<void> => {
  await times(6, () => machine.predict('a', 3, outcome));
  await times(6, () => machine.predict('b', 1, {}));
};
const WELL = minute({});
/** An hour at whose beginning so many truths come for each of the two. */
const hour = async (right: number, wrong: number): Promise<void> => {
  await times(right, () => machine.learn('a', 3, true));
  await times(wrong, () => machine.learn('a', 3, false));
  await times(30, () => machine.learn('b', 1, true));
  machine.nowMs += 59 * MINUTE_MS;
  await machine.pass(1);
};
const CALL = 25;
const CALLS = 10;
/** Half an hour in which both get as many inputs, `a` so much more of each, and a look at its end. */
const halfHour = async (inputs: Inputs, more: number): Promise<void> => {
  // Bell-shaped, and the same at each run.
  const draw = (): number => Array.from({ length: 6 }, random).reduce((sum, each) => sum + each);
  const values = (shift: number): number[] => Array.from({ length: CALL }, () => draw() + shift);
  await times(CALLS, () => inputs.send('a', 3, values(more)));
  await times(CALLS, () => inputs.send('b', 1, values(0)));
  machine.nowMs += 29 * MINUTE_MS;
  await inputs.look();
  await machine.pass(1);
};
/** Subjects of what was told since the last look. */
const told = (): (string | undefined)[] =>
  webhook.posted.splice(0).map(({ Subject, Message }) => {
    const { AlarmContributorAttributes: of, NewStateValue: state } = JSON.parse(Message) as {
      AlarmContributorAttributes: { Model: string };
      NewStateValue: string;
    };
    expect(of.Model).toBe('a');
    expect(Subject).toContain(`${state}: model a`);
    return Subject;
  });

describe('a model that is slow, then fails, then is wrong, then gets other inputs', () => {
  it('rings by each alarm after its M of N and is well again, while the other model stays well', async () => {
    await machine.pass(15, WELL);
    expect(told()).toEqual([]);

    await machine.pass(5, minute({ ms: 6000 }));
    expect(machine.ringing()).toEqual([]);
    await machine.pass(5, minute({ ms: 6000 }));
    expect(machine.ringing()).toEqual(['Latency a 3']);
    expect(told()).toEqual(['ALARM: model a, version 3: predictions are slow']);
    await machine.pass(15, WELL);
    expect(machine.ringing()).toEqual([]);
    expect(told()).toEqual(['OK: model a, version 3: well again (predictions are slow)']);

    await machine.pass(2, minute({ fails: true }));
    expect(machine.ringing()).toEqual([]);
    await machine.pass(1, minute({ fails: true }));
    expect(machine.ringing()).toEqual(['ErrorRate a 3']);
    expect(told()).toEqual(['ALARM: model a, version 3: predictions fail']);
    await machine.pass(5, WELL);
    expect(machine.ringing()).toEqual([]);
    expect(told()).toEqual(['OK: model a, version 3: well again (predictions fail)']);

    await hour(30, 0);
    await hour(20, 10);
    expect(machine.ringing()).toEqual([]);
    await hour(20, 10);
    expect(machine.ringing()).toEqual(['OwnAccuracy a -']);
    expect(told()).toEqual(['ALARM: model a (live is version 3): answers are wrong']);
    await hour(30, 0);
    expect(machine.ringing()).toEqual(['OwnAccuracy a -']);
    await hour(30, 0);
    expect(machine.ringing()).toEqual([]);
    expect(told()).toEqual(['OK: model a (live is version 3): well again (answers are wrong)']);

    const inputs = new Inputs(machine);
    await times(8, () => halfHour(inputs, 0));
    expect(machine.ringing()).toEqual([]);
    await times(2, () => halfHour(inputs, 2));
    expect(machine.ringing()).toEqual([]);
    await times(2, () => halfHour(inputs, 2));
    expect(machine.ringing()).toEqual(['Drift a 3']);
    expect(told()).toEqual(['ALARM: model a, version 3: inputs are not what they were']);
    await times(6, () => halfHour(inputs, 0));
    expect(machine.ringing()).toEqual(['Drift a 3']);
    await times(4, () => halfHour(inputs, 0));
    expect(machine.ringing()).toEqual([]);
    expect(told()).toEqual(['OK: model a, version 3: well again (inputs are not what they were)']);
    const history = machine.alarms.view.readHistory();
    expect(history.map(({ model, state }) => `${model} ${state}`)).toEqual([
      ...['a OK', 'a ALARM'],
      ...['a OK', 'a ALARM'],
      ...['a OK', 'a ALARM'],
      ...['a OK', 'a ALARM'],
    ]);
  }, 240_000);

  it('is not wrong by few truths, nor while no truth comes', async () => {
    await hour(0, 19);
    await hour(0, 19);
    machine.nowMs += 180 * MINUTE_MS;
    await machine.pass(1);
    expect(told()).toEqual([]);
  });
});
