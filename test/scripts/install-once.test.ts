import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { installOnce } from '../../scripts/install-once.mjs';

const MODULE = path.resolve('scripts/install-once.mjs');

describe('installOnce', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'install-once-'));
    writeFileSync(path.join(root, 'package-lock.json'), '{}');
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  /** What npm leaves. */
  function install(): boolean {
    mkdirSync(path.join(root, 'node_modules'), { recursive: true });
    writeFileSync(path.join(root, 'node_modules', '.package-lock.json'), '{}');
    return true;
  }

  it('installs once, and nothing when that was done', () => {
    let calls = 0;
    for (let time = 0; time < 2; time++)
      expect(installOnce(root, () => ++calls > 0 && install())).toBe(true);
    expect(calls).toBe(1);
    expect(readdirSync(root).sort()).toEqual(['node_modules', 'package-lock.json']);
  });

  it('says that it could not, and can be tried again', () => {
    expect(installOnce(root, () => false)).toBe(false);
    expect(installOnce(root, install)).toBe(true);
  });

  it('takes over from a process that was killed', () => {
    writeFileSync(path.join(root, '.installing'), '4194304'); // above what Linux gives
    expect(installOnce(root, install)).toBe(true);
    expect(readdirSync(root)).not.toContain('.installing');
  });

  it('lets one of many install, and all wait for it', async () => {
    const script = `
      import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
      import { installOnce } from ${JSON.stringify(MODULE)};
      const done = installOnce('.', () => {
        appendFileSync('installs', 'x');
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
        mkdirSync('node_modules');
        writeFileSync('node_modules/.package-lock.json', '');
        return true;
      });
      appendFileSync('answers', String(done) + '\\n');`;
    await Promise.all(
      Array.from({ length: 4 }, () =>
        promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { cwd: root }),
      ),
    );
    expect(readFileSync(path.join(root, 'installs'), 'utf8')).toBe('x');
    expect(readFileSync(path.join(root, 'answers'), 'utf8')).toBe('true\n'.repeat(4));
  });
});
