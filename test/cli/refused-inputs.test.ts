import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { findBundle } from '../../cli/bundle/find-bundle.ts';
import { readInput } from '../../cli/predict/read-input.ts';
import { makeProgram } from '../../cli/program.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'maas-inputs-'));

describe('the input of predict', () => {
  it('is refused when it is a folder', async () => {
    await expect(readInput(folder, undefined)).rejects.toMatchObject({
      outcome: 'usage',
      message: `'${folder}' is a folder, and a text or a file is needed.`,
    });
  });

  it('is a text when that is said, a folder of its name or not', async () => {
    expect(await readInput(folder, 'text')).toEqual({ kind: 'text', text: folder });
  });
});

describe('what is no file', () => {
  it.each(['[MASK] is nice', '{curly}', 'and/or', 'a b/c.png x', 'node.js'])(
    'is a text when it looks like one: %s',
    async (given) => {
      expect(await readInput(given, undefined)).toEqual({ kind: 'text', text: given });
    },
  );

  it('is the body when it is JSON, and a text when that is said', async () => {
    const given = '{"rows": [[1]]}';
    expect(await readInput(given, undefined)).toEqual({ kind: 'body', body: { rows: [[1]] } });
    expect(await readInput(given, 'text')).toEqual({ kind: 'text', text: given });
    expect(await readInput('[[1, 2]]', undefined)).toMatchObject({ kind: 'items' });
  });

  it.each(['./reviews', '/data/reviews', '~/reviews', 'reviews.parquet', 'reviews.csv'])(
    'is refused when it looks like the path of one: %s',
    async (given) => {
      await expect(readInput(given, undefined)).rejects.toMatchObject({
        outcome: 'usage',
        message: `There is no file '${given}'.`,
      });
    },
  );

  it('is no text when a format says that it is a file', async () => {
    await expect(readInput('reviews', 'csv')).rejects.toThrow("There is no file 'reviews'.");
  });
});

describe('a bundle', () => {
  it('has no pipe, which would be waited for, when its folder has one', () => {
    writeFileSync(path.join(folder, 'model.onnx'), 'x');
    execFileSync('mkfifo', [path.join(folder, 'pipe')]);
    expect(findBundle(folder).files.map(({ path: name }) => name)).toEqual(['model.onnx']);
  });
});

describe('a wrong command', () => {
  it.each([
    ['an unknown command', ['bogus'], "error: unknown command 'bogus'"],
    ['a missing argument', ['predict', 'm'], "error: missing required argument 'input'"],
  ])('is left to be told in JSON when it has %s', async (_what, args, message) => {
    const program = makeProgram('1.0.0', true);
    await expect(program.parseAsync(['node', 'maas', '--json', ...args])).rejects.toMatchObject({
      exitCode: 1,
      message,
    });
  });
});
