import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** What they would run, told in its place. */
const STUBS = `
  attack() { echo "attack $*"; }
  npm() { echo "npm $*"; echo 'Tests: 2 passed, 2 total'; }
  part_redteam() { echo 'all attacks'; }
  part_unit() { echo 'all tests'; }
`;
const SCRIPT = 'test/redteam/soak_among_bad_models.py';
const FILE = 'test/core/lazily.test.ts';

let work = '';
beforeEach(() => {
  work = mkdtempSync(path.join(tmpdir(), 'maas-ci-again-'));
  mkdirSync(path.join(work, 'logs'));
});
afterEach(() => {
  rmSync(work, { recursive: true });
});

/** Judges a part of CI once more, after it has printed these lines. */
function judgeAgain(part: string, printed: readonly string[]): string[] {
  writeFileSync(path.join(work, 'logs', `${part}.first.log`), `${printed.join('\n')}\n`);
  const script = `WORK=${work}; . .ci/parts.sh; ${STUBS} again_${part}`;
  return execFileSync('bash', ['-c', script], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');
}

describe('of attacks that failed', () => {
  it('those alone are judged again, and the others count as they did', () => {
    const printed = ['right', `wrong: ${SCRIPT}`, 'redteam: 18 passed, 1 failed'];
    expect(judgeAgain('redteam', printed)).toEqual([
      'redteam: 18 passed, 0 failed',
      `attack ${SCRIPT}`,
    ]);
  });

  it('all are judged again when the part was cut short, or names none', () => {
    expect(judgeAgain('redteam', [`wrong: ${SCRIPT}`])).toEqual(['all attacks']);
    expect(judgeAgain('redteam', ['pip failed'])).toEqual(['all attacks']);
  });
});

describe('of tests that failed', () => {
  it('their files alone are judged again, and the others count as they did', () => {
    const printed = [`FAIL unit ${FILE} (5 s)`, 'Tests:       1 failed, 9 passed, 10 total'];
    expect(judgeAgain('unit', printed)).toEqual([
      `npm test -- ${FILE}`,
      'Tests: 2 passed, 2 total',
      'unit: 8 passed, 0 failed',
    ]);
  });

  it('all are judged again when the part was cut short, or names none', () => {
    expect(judgeAgain('unit', [`FAIL unit ${FILE}`])).toEqual(['all tests']);
    expect(judgeAgain('unit', ['npm failed'])).toEqual(['all tests']);
  });
});
