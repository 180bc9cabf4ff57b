import type { FoundCall } from './search.ts';

/** The table of docs/limits.md. */
export function writeTable(calls: readonly FoundCall[], divisor: number, bound: number): string {
  const rows = calls.map(
    ({ subject, call, steps, asked, isRefused, tried, answered }) =>
      `| ${subject} | ${tried}, ${answered} | \`${call.replaceAll('|', '')}\` | ` +
      `${isRefused ? 'refused' : 'answered'} | ${count(bound)} | ${count(steps)} | ` +
      `${count(asked.tokens)} | ${count(asked.numbers)} |`,
  );
  return [
    `Every limit divided by ${divisor}.`,
    '',
    '| task | calls drawn, answered | the worst of them | | bound, steps | measured, steps | ' +
      'values given to the model | numbers taken from it |',
    '|---|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

/** The measured steps of such a table by the subject's name. */
export function readSteps(page: string): ReadonlyMap<string, number> {
  const rows = page
    .split('\n')
    .map((line) => line.split(' | '))
    .filter((cells) => cells.length === COLUMNS && /^[\d,]+$/.test(cells[STEPS] ?? ''));
  return new Map(
    rows.map((cells) => [
      (cells[0] ?? '').replace('| ', ''),
      Number((cells[STEPS] ?? '').replaceAll(',', '')),
    ]),
  );
}

const COLUMNS = 8;
const STEPS = 5;

function count(number: number): string {
  return number.toLocaleString('en');
}
