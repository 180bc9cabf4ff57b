import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { LIMITS } from '../../layers/maas/contract/limits.ts';
import { WORK } from '../../layers/maas/core/tasks/task/call-work.ts';

const PAGE = path.resolve(import.meta.dirname, '../../docs/limits.md');
const [BEGIN, END] = ['<!-- limits: begin -->', '<!-- limits: end -->'];

/** Those that a body is held against before it is read for a task. */
const SIZES: readonly (readonly [number, string])[] = [
  [LIMITS.decodedRequestBytes, 'bytes of a body, decompressed'],
  [LIMITS.jsonBytes, 'bytes of its JSON'],
  [LIMITS.jsonDepth, 'levels of nesting'],
  [LIMITS.callRows, 'texts, questions or rows'],
  [LIMITS.textLength, 'characters of one text'],
  [LIMITS.tensorElements, 'elements of a tensor'],
  [LIMITS.callImages, 'pictures'],
  [LIMITS.imagePixels, 'pixels of one picture'],
  [LIMITS.callPixels, 'pixels of all pictures'],
];

it('stands in docs/limits.md, each with its number', () => {
  const rows = [
    ...SIZES.map(([most, name]) => [most, name, 'send less at once'] as const),
    ...Object.values(WORK).map(({ most, name, advice }) => [most, name, advice] as const),
  ];
  const table = [
    '| most of one call | of | above it |',
    '|---|---|---|',
    ...rows.map(([most, name, advice]) => `| ${most.toLocaleString('en')} | ${name} | ${advice} |`),
  ].join('\n');
  const page = readFileSync(PAGE, 'utf8');
  const written = `${page.slice(0, page.indexOf(BEGIN) + BEGIN.length)}\n${table}\n${page.slice(page.indexOf(END))}`;
  if (process.env.WRITE_DOCS === 'true') writeFileSync(PAGE, written);

  expect(readFileSync(PAGE, 'utf8')).toBe(written);
});
