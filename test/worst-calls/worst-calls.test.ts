import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from '@jest/globals';
import { runProcess } from '../support/run-process.ts';
import { DIVISOR } from './scale-limits.ts';
import type { FoundCall } from './search.ts';
import { readSteps, writeTable } from './write-table.ts';

/** Steps of code that a call may take, and the divisor's part of it: some seconds for the whole. */
const BOUND = 2 ** 32 / DIVISOR;
const PAGE = path.resolve(import.meta.dirname, '../../docs/limits.md');
const [BEGIN, END] = ['<!-- searched: begin -->', '<!-- searched: end -->'];

let calls: FoundCall[];
beforeAll(async () => {
  calls = JSON.parse(await runProcess('../worst-calls/search.ts').firstLine) as FoundCall[];
}, 600_000);

it('takes no more steps than its bound, whatever body a schema admits', () => {
  expect(
    calls
      .filter(({ steps }) => steps > BOUND)
      .map(({ subject, steps, call }) => ({ subject, steps, call })),
  ).toEqual([]);
});

it('is searched for among calls of which many are answered', () => {
  expect(
    calls
      .filter(({ tried, answered }) => answered < tried / 10)
      .map(({ subject, answered }) => ({ subject, answered })),
  ).toEqual([]);
});

// Each change of the code moves it a little.
it('stands in docs/limits.md with what it costs, within a factor of two', () => {
  const page = readFileSync(PAGE, 'utf8');
  const before = page.slice(0, page.indexOf(BEGIN) + BEGIN.length);
  const table = writeTable(calls, DIVISOR, BOUND);
  const written = `${before}\n${table}\n${page.slice(page.indexOf(END))}`;
  if (process.env.WRITE_DOCS === 'true') writeFileSync(PAGE, written);
  const told = readSteps(readFileSync(PAGE, 'utf8'));

  expect([...told.keys()]).toEqual(calls.map(({ subject }) => subject));
  expect(
    calls
      .filter(
        ({ subject, steps }) =>
          steps > 2 * (told.get(subject) ?? 0) || steps < (told.get(subject) ?? 0) / 2,
      )
      .map(({ subject, steps }) => ({ subject, steps })),
  ).toEqual([]);
});
