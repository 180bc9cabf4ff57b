import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readOptions } from '../../scripts/make-fixtures.ts';

describe('readOptions', () => {
  it('means every recipe when none is named', () => {
    const { names, python } = readOptions([]);
    expect(names).toContain('minilm');
    expect(python).toBe('python3');
  });

  it('takes names, a folder and a Python', () => {
    expect(readOptions(['vad', 'tabular', '--out', 'made', '--python', 'python3.12'])).toEqual({
      names: ['vad', 'tabular'],
      out: path.resolve('made'),
      python: 'python3.12',
    });
  });

  it.each([
    [
      'a recipe that there is not',
      ['vda'],
      /^There is no recipe vda; there are bert-heads, digits-cnn,/,
    ],
    ['an option that there is not', ['--fast'], /--fast/],
  ])('refuses %s', (_about, args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });
});

it.each(readOptions([]).names)('%s says how it is made and what it needs', (name) => {
  const files = readdirSync(path.join('test/fixtures/recipes', name));
  expect(files).toEqual(expect.arrayContaining(['make.py', 'requirements.txt']));
  expect(files.filter((file) => !/^(?:\w+\.py|requirements\.txt|__pycache__)$/.test(file))).toEqual(
    [],
  );
});
