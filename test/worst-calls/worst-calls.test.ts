import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { WorkCounter } from './count-work.ts';
import { describeCall } from './describe-call.ts';
import { scaleLimits } from './scale-limits.ts';
import { searchWorst, type WorstCall } from './search-worst.ts';
import { loadProtocols, loadTasks } from './subjects.ts';
import { readSteps, writeTable } from './write-table.ts';

/** What the limits are divided by: the search tries a hundred calls a task. */
const DIVISOR = 512;
/** Steps of code that a call may take, and the divisor's part of it: some seconds for the whole. */
const BOUND = 2 ** 32 / DIVISOR;
const PAGE = path.resolve(import.meta.dirname, '../../docs/limits.md');
const [BEGIN, END] = ['<!-- searched: begin -->', '<!-- searched: end -->'];

scaleLimits(DIVISOR);
const counter = new WorkCounter();
const calls: WorstCall[] = [];

beforeAll(async () => {
  for (const subject of [...await loadTasks(), ...await loadProtocols()]) calls.push(await searchWorst(subject, counter, 1));
}, 600_000);
afterAll(() => { counter.end(); });

it('takes no more steps than its bound, whatever body a schema admits', () => {
  expect(calls.filter(({ steps }) => steps > BOUND).map(({ subject, steps, body }) => ({ subject, steps, call: describeCall(body) }))).toEqual([]);
});

it('is searched for among calls of which many are answered', () => {
  expect(calls.filter(({ tried, answered }) => answered < tried / 10).map(({ subject, answered }) => ({ subject, answered }))).toEqual([]);
});

it('stands in docs/limits.md with what it costs, within a factor of two: each change of the code moves it a little', () => {
  const page = readFileSync(PAGE, 'utf8');
  const written = `${page.slice(0, page.indexOf(BEGIN) + BEGIN.length)}\n${writeTable(calls, DIVISOR, BOUND)}\n${page.slice(page.indexOf(END))}`;
  if (process.env.WRITE_DOCS === 'true') writeFileSync(PAGE, written);
  const told = readSteps(readFileSync(PAGE, 'utf8'));

  expect([...told.keys()]).toEqual(calls.map(({ subject }) => subject));
  expect(calls.filter(({ subject, steps }) => steps > 2 * (told.get(subject) ?? 0) || steps < (told.get(subject) ?? 0) / 2).map(({ subject, steps }) => ({ subject, steps }))).toEqual([]);
});
