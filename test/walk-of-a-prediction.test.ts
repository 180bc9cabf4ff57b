import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  FUNCTION_WALK,
  LAMBDA_WALK,
  LOCAL_LAMBDA_WALK,
  LOCAL_WALK,
} from './walk-of-a-prediction.ts';

const root = path.resolve(import.meta.dirname, '..');

/** Lists our files that a file imports, types aside, from the root. */
function listImports(file: string): string[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  const imports = text.matchAll(/^import (?!type )[^;]*?from '(\.[^']+\.ts)';$/gm);
  const later = text.matchAll(/await import\('(\.[^']+\.ts)'\)/g);
  return [...imports, ...later].map((match) =>
    path.posix.join(path.posix.dirname(file), match[1] ?? ''),
  );
}

/** Every file that the first one reaches. */
function reach(first: string): Set<string> {
  const found = new Set([first]);
  for (const file of found) for (const imported of listImports(file)) found.add(imported);
  return found;
}

describe('the walk of a text prediction', () => {
  it.each([
    ['local/', 'local/main.ts', LOCAL_WALK, 6],
    ['local/ as on AWS', 'local/main.ts', LOCAL_LAMBDA_WALK, 6],
    ['the function', 'functions/predict/process.ts', FUNCTION_WALK, 18],
    ['the function on AWS', 'functions/predict/handler.ts', LAMBDA_WALK, 18],
  ])('passes files in %s that %s reaches, and no more than it may', (_, first, walk, most) => {
    const reached = reach(first);
    expect(walk.filter((file) => !reached.has(file))).toEqual([]);
    expect(new Set(walk).size).toBe(walk.length);
    expect(walk.length).toBeLessThanOrEqual(most);
  });

  it('is told in docs/architecture.md, file by file, with their numbers', () => {
    const page = readFileSync(path.join(root, 'docs/architecture.md'), 'utf8');
    const told = page.slice(page.indexOf('## The walk of a prediction'));
    const files = new Set([...LOCAL_WALK, ...LOCAL_LAMBDA_WALK, ...FUNCTION_WALK, ...LAMBDA_WALK]);

    expect([...files].filter((file) => !told.includes(`\`${file}\``))).toEqual([]);
    expect(told).toContain(
      `passes ${LOCAL_WALK.length} files in \`local/\` and ${FUNCTION_WALK.length} in the function ` +
        `(${LAMBDA_WALK.length} on AWS)`,
    );
  });
});
