import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { isTest, listLongLines, measureCode } from './support/measure-code.ts';

const root = path.resolve(import.meta.dirname, '..');

/** ESLint limits each file and function; this checks their usual length. */
describe.each([
  ['the product', (file: string): boolean => !isTest(file), { files: 200, functions: 30 }],
  ['its tests', isTest, { files: 200, functions: 30 }],
])('the code of %s', (_, isCounted, most) => {
  const { fileLines, functionLines, lineLength } = measureCode(root, isCounted);

  it('has short files, short functions and lines that fit beside each other', () => {
    expect(fileLines.count).toBeGreaterThan(200);
    expect(fileLines.p95).toBeLessThanOrEqual(most.files);
    expect(functionLines.p95).toBeLessThanOrEqual(most.functions);
    expect(lineLength.p95).toBeLessThanOrEqual(100);
  });
});

it('has no line of more than 120 characters but in data, prose and what others wrote', () => {
  const { files, lines } = listLongLines(root, 120);
  expect(files).toBeGreaterThan(1000);
  expect(lines).toEqual([]);
});
