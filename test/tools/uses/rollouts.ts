import { isTicking, listLogLines, listObjects, startFunction } from './account.ts';
import { awaitReady, awaitThat, client, expectStatus, INPUT, model, submit } from './service.ts';

const LIVE = `/models/${model}/aliases/live`;
/** The run of copies may begin with this one. */
const COPY_PATIENCE_MS = 60_000;
const STRATEGY = { canary: { percent: 10, bakeMinutes: 5 } };

/** A second version gets a copy of a call, and runs it. */
export async function copy(): Promise<void> {
  const sinceMs = Date.now();
  await submit({ alias: 'second' });
  await awaitReady(2);
  await expectStatus(200, 'PUT', LIVE, { version: 1, shadow: { version: 2, percent: 100 } });
  await expectStatus(200, 'POST', `/models/${model}/predict`, INPUT);
  const look = async (): Promise<boolean> => {
    for (const [name, what] of [
      ['predict', 'ShadowSkipped'],
      ['shadow', 'ShadowErrors'],
    ] as const) {
      const lines = await listLogLines(name, model, sinceMs);
      const counted = lines.filter((line) => line.includes(`"${what}":`)).at(-1);
      if (!counted) continue;
      if (counted.includes(`"${what}":0`)) return true;
      throw new Error(`A copy counts as \`${what}\``);
    }
    return false;
  };
  await awaitThat('No copy is counted', look, COPY_PATIENCE_MS);
}

/** One begins and is aborted, twice: the first stands in the history then. */
export async function rollOut(): Promise<void> {
  const rollouts = `${LIVE}/rollouts`;
  await expectStatus(200, 'PUT', LIVE, { version: 1 });
  for (const _ of [1, 2]) {
    const { body } = await expectStatus(201, 'POST', rollouts, { version: 2, strategy: STRATEGY });
    if (!(await isTicking())) throw new Error('The ticks do not begin');
    await expectStatus(200, 'POST', `${rollouts}/${(body as { id: string }).id}/abort`);
  }
  const { body } = await expectStatus(200, 'GET', rollouts);
  const { length } = (body as { rollouts: unknown[] }).rollouts;
  if (length !== 2) throw new Error(`GET …/rollouts has ${length} of 2`);
}

/** An upload asks for one, once where none was and once where one has ended. */
export async function rollOutOnReady(): Promise<void> {
  for (const version of [2, 3]) {
    await submit({ rollout: { strategy: STRATEGY } });
    await awaitReady(version);
    const { body } = await client.call('GET', `/models/${model}/versions/${version}`);
    const { rollout } = body as { rollout?: { id?: string } };
    if (rollout?.id === undefined) throw new Error('The roll-out of an upload does not begin');
    if (!(await isTicking())) throw new Error('The ticks do not begin');
    await expectStatus(200, 'POST', `${LIVE}/rollouts/${rollout.id}/abort`);
  }
}

/** As the schedule has it do each minute: it tells of what has ended, and rests. */
export async function tick(): Promise<void> {
  await startFunction('monitor', { 'detail-type': 'Scheduled Event', detail: {} });
  for (const [prefix, what] of [
    ['baking/', 'An ended roll-out'],
    ['quotas/', 'A model without quotas'],
  ] as const) {
    if ((await listObjects(prefix)).length > 0) throw new Error(`${what} is looked at for ever`);
  }
  if (await isTicking()) throw new Error('The ticks never end');
}
