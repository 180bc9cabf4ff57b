import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { poll } from '../support/poll.ts';
import { call, endPools, start } from './support/pools.ts';
import type { TinyFunction, TinyOptions } from './support/tiny-function.ts';

/** Says which call it has begun, and does what that asks for. */
const CODE = `const { existsSync } = require('node:fs');
exports.handler = async ({ name, does, until }) => {
  console.log('begun ' + name);
  if (does === 'exit') process.exit(3);
  // As ONNX Runtime does: nothing is read meanwhile.
  const wait = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  while (does === 'hang' && !existsSync(until)) wait();
  return { name, pid: process.pid };
};`;
/** Calls after which a pool knows that these are short. */
const KNOWN = 40;

interface Answer {
  readonly name: string;
  readonly pid: number;
}

async function startKnown(options: TinyOptions): Promise<TinyFunction> {
  const functions = start(CODE, { host: 'process', spares: 0, ...options });
  const { maxInstances = 1 } = options;
  for (let round = 0; round < KNOWN; round++) {
    await ask(
      functions,
      Array.from({ length: maxInstances }, () => ({ name: 'known' })),
    );
  }
  // They are told of after their answers.
  await poll('all is read', () => functions.lines.length === KNOWN * maxInstances);
  functions.lines.length = 0;
  return functions;
}

function ask(functions: TinyFunction, events: readonly object[]): Promise<Answer[]> {
  return Promise.all(events.map((event) => call(functions, event))) as Promise<Answer[]>;
}

function toCode(error: unknown): unknown {
  return (error as { code?: unknown }).code;
}

function toEvents(count: number): { name: string }[] {
  return Array.from({ length: count }, (_, place) => ({ name: `call ${place}` }));
}

function toBegun(events: readonly { name: string }[]): string[] {
  return events.map(({ name }) => `begun ${name}`).sort();
}

endPools();

describe('requests that are sent ahead', () => {
  it('are begun once each, in their order, and answered to those who asked', async () => {
    const functions = await startKnown({ maxInstances: 1 });
    const events = toEvents(50);
    const answers = await ask(functions, events);
    expect(answers.map(({ name }) => name)).toEqual(events.map(({ name }) => name));
    await poll('all is read', () => functions.lines.length === events.length);
    expect(functions.lines).toEqual(events.map(({ name }) => `begun ${name}`));
  });

  it('are answered by another instance, once each, when the one before them ends theirs', async () => {
    const functions = await startKnown({ maxInstances: 1 });
    const last = call(functions, { name: 'last', does: 'exit' }).catch(toCode);
    const events = toEvents(10);
    const answers = await ask(functions, events);
    expect(await last).toBe('FUNCTION_FAILED');
    expect(functions.deaths).toHaveLength(1);
    expect(answers.map(({ name }) => name)).toEqual(events.map(({ name }) => name));
    await poll('all is read', () => functions.lines.length > events.length);
    expect(functions.lines.toSorted()).toEqual([...toBegun(events), 'begun last']);
  });

  it('are answered by another instance, once each, while the one before them holds theirs', async () => {
    const functions = await startKnown({ maxInstances: 2 });
    const until = path.join(functions.tmpDirectory, 'until');
    const holding = call(functions, { name: 'long', does: 'hang', until }) as Promise<Answer>;
    const events = toEvents(10);
    const answers = await ask(functions, events);
    writeFileSync(until, '');
    const { pid } = await holding;
    expect(answers.every((answer) => answer.pid !== pid)).toBe(true);
    // The instance that was held takes requests again, and has not begun the others.
    const ids = new Set<number>();
    await poll('both answer', async () => {
      const answers = await ask(functions, [{ name: 'again' }, { name: 'again' }]);
      for (const { pid: id } of answers) ids.add(id);
      return ids.has(pid);
    });
    const begun = functions.lines.filter((line) => line !== 'begun again').sort();
    expect(begun).toEqual([...toBegun(events), 'begun long']);
  });

  it('fail with all others when the pool is closed', async () => {
    const functions = await startKnown({ maxInstances: 1 });
    const failures = ask(functions, [
      { name: 'long', does: 'hang', until: '' },
      ...toEvents(5),
    ]).catch(toCode);
    await functions.pool.close();
    expect(await failures).toBe('OVER_CAPACITY');
  });
});
