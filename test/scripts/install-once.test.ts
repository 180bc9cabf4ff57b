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
    writeFileSync(path.join(root, 'package.json'), '{"devDependencies":{"tested-with":"1.0.0"}}');
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  /** Leaves what npm does. */
  function install(...names: string[]): boolean {
    mkdirSync(path.join(root, 'node_modules'), { recursive: true });
    for (const name of names) mkdirSync(path.join(root, 'node_modules', name));
    writeFileSync(path.join(root, 'node_modules', '.package-lock.json'), '{}');
    return true;
  }

  it('installs once, and nothing when that was done', async () => {
    let calls = 0;
    for (let time = 0; time < 2; time++) {
      expect(await installOnce(root, 'run', () => ++calls > 0 && install())).toBe(true);
    }
    expect(calls).toBe(1);
    expect(readdirSync(root).sort()).toEqual(['node_modules', 'package-lock.json', 'package.json']);
  });

  it('installs the rest when a script needs all, and nothing for a start after that', async () => {
    let calls = 0;
    const installAll = (): boolean => ++calls > 0 && install('tested-with');
    expect(await installOnce(root, 'run', install)).toBe(true);
    for (const extent of ['all', 'all', 'run'] as const) {
      expect(await installOnce(root, extent, installAll)).toBe(true);
    }
    expect(calls).toBe(1);
  });

  it('says that it could not, and can be tried again', async () => {
    expect(await installOnce(root, 'run', () => false)).toBe(false);
    expect(await installOnce(root, 'run', install)).toBe(true);
  });

  it('takes over from a process that was killed', async () => {
    writeFileSync(path.join(root, '.installing'), '4194304'); // above what Linux gives
    expect(await installOnce(root, 'run', install)).toBe(true);
    expect(readdirSync(root)).not.toContain('.installing');
  });

  it('lets one of many install, and all wait for it', async () => {
    const script = `
      import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
      import { installOnce } from ${JSON.stringify(MODULE)};
      const done = await installOnce('.', 'run', () => {
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
