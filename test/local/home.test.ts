import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ForeignHomeError } from '../../local/claim-home.ts';
import { clearTmp, openHome, readSecret } from '../../local/home.ts';
import { explainHomeError } from '../../local/home-error.ts';
import { HomeInUseError, lockHome } from '../../local/home-lock.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'maas-home-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

const LOCK = pathToFileURL(path.join(import.meta.dirname, '../../local/home-lock.ts')).href;
const KEY = 'ab'.repeat(32);

/** Files and, with a slash at the end, folders. */
function fill(
  entries: readonly string[],
  secret = KEY,
  folder = path.join(directory, 'home'),
): string {
  mkdirSync(folder, { recursive: true });
  for (const entry of entries) {
    mkdirSync(path.join(folder, entry.endsWith('/') ? entry : path.dirname(entry)), {
      recursive: true,
    });
    if (!entry.endsWith('/')) {
      writeFileSync(path.join(folder, entry), entry === 'secret' ? secret : '');
    }
  }
  return folder;
}

function catchError(use: () => unknown): Error {
  try {
    use();
  } catch (error) {
    return error as Error;
  }
  throw new Error('It does not throw.');
}

describe('the folder of a stack', () => {
  it('is made with all that is above it, and keeps its secret', () => {
    const home = openHome(path.join(directory, 'a/b'));
    const secret = readSecret(home);
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(readSecret(openHome(path.join(directory, 'a/b')))).toBe(secret);
    expect(readdirSync(home.directory)).toEqual(['.maas-home', 'secret']);
  });

  it.each<[string, string[]]>([
    ['is new', []],
    ['is a disk of its own', ['lost+found/']],
    ['was made by an earlier release', ['secret', 'tmp/', 'store/', 'logs/maas.log', 'notes.txt']],
  ])('is taken, and closed to others, when it %s', (_when, entries) => {
    const folder = fill(entries);
    const home = openHome(folder);
    expect(statSync(home.directory).mode & 0o777).toBe(0o700);
    writeFileSync(path.join(folder, 'notes.txt'), 'put there later');
    chmodSync(folder, 0o755);
    expect(openHome(folder)).toEqual(home);
    expect(statSync(home.directory).mode & 0o777).toBe(0o700);
  });

  it('is the folder behind a symlink', () => {
    const folder = fill([]);
    symlinkSync(folder, path.join(directory, 'link'));
    expect(openHome(path.join(directory, 'link')).directory).toBe(realpathSync(folder));
  });

  it.each<[string, string[]]>([
    ['a project with a tmp', ['tmp/thesis.txt']],
    ["somebody's files", ['notes.txt']],
    ['metrics of something else', ['metrics/2020-01-01T00.jsonl']],
    ["a secret that is none of this service's", ['secret', 'tmp/']],
    ['the same names and no secret', ['store/', 'tmp/', 'logs/']],
    ['a folder that is called like the marker', ['.maas-home/x']],
  ])('is refused, and nothing in it changed, when it holds %s', (what, entries) => {
    const folder = fill(entries, what.startsWith('a secret') ? 'hunter2' : undefined);
    const before = readdirSync(folder, { recursive: true });
    const { mode } = statSync(folder);
    expect(() => openHome(folder)).toThrow(ForeignHomeError);
    expect(() => openHome(folder)).toThrow(
      /^MAAS_HOME is .*, which holds things that are not this service's, as '.*'; nothing was touched\. Take a new or an empty folder of your own/,
    );
    expect(readdirSync(folder, { recursive: true })).toEqual(before);
    expect(statSync(folder).mode).toBe(mode);
  });

  it('is refused when all users share it, though it is empty', () => {
    const folder = fill([]);
    chmodSync(folder, 0o1777);
    expect(() => openHome(folder)).toThrow(
      /^MAAS_HOME is .*, a folder that all users share\. Take/,
    );
    expect(statSync(folder).mode & 0o7777).toBe(0o1777);
  });

  (process.getuid?.() === 0 ? it : it.skip)(
    'is refused when somebody else has laid what marks it',
    () => {
      for (const [entries, marker] of [
        [['.maas-home', 'notes.txt'], '.maas-home'],
        [['secret', 'tmp/'], 'secret'],
      ] as const) {
        const folder = fill(entries);
        chownSync(path.join(folder, marker), 65_534, 65_534);
        expect(() => openHome(folder)).toThrow(ForeignHomeError);
        rmSync(folder, { recursive: true });
      }
    },
  );

  it('is refused when it is a file, or a symlink that leads nowhere', () => {
    writeFileSync(path.join(directory, 'file'), '');
    symlinkSync('nowhere', path.join(directory, 'broken'));
    for (const name of ['file', 'broken', 'file/inside']) {
      const home = path.join(directory, name);
      const failure = catchError(() => openHome(home));
      expect(explainHomeError(failure, home)).toContain(
        `MAAS_HOME is ${home}, which cannot be used: it is a file`,
      );
    }
  });

  it('loses what a killed stack left in its tmp, and nothing else', () => {
    const home = openHome(path.join(directory, 'home'));
    clearTmp(home);
    const ours = ['predict-1/', 'ingest-12/x', 'upload-3.sock'];
    const others = [
      'notes.txt',
      'predict-1.txt',
      'predict-x/',
      'predict/',
      'other-1/x',
      'my-predict-1/',
    ];
    fill([...ours, ...others], undefined, home.tmp);
    clearTmp(home);
    expect(readdirSync(home.tmp).sort()).toEqual(others.map((name) => name.split('/')[0]).sort());
  });

  it('is for one stack at a time', () => {
    const { directory: home } = openHome(path.join(directory, 'home'));
    const unlock = lockHome(home);
    expect(() => lockHome(home)).toThrow(HomeInUseError);
    unlock();
    lockHome(home)();
  });

  it('is free again when the process that had it was killed', async () => {
    const { directory: home } = openHome(path.join(directory, 'home'));
    const holder = spawn(
      process.execPath,
      [
        '--input-type=module-typescript',
        '-e',
        `import { lockHome } from ${JSON.stringify(LOCK)}; lockHome(${JSON.stringify(home)}); ` +
          `console.log('locked'); setInterval(() => {}, 1000);`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await once(holder.stdout, 'data');
    expect(() => lockHome(home)).toThrow(HomeInUseError);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    lockHome(home)();
  });

  it.each<[string, object, string | undefined]>([
    ['its disk is full', { code: 'ENOSPC', path: '/srv/maas/secret.new' }, 'its disk is full'],
    ['its disk is read-only', { code: 'EROFS', path: '/srv/maas' }, 'its disk is read-only'],
    [
      'a folder above it takes none',
      { code: 'EACCES', path: '/srv' },
      'this user may not write there',
    ],
    ['SQLite finds the disk full', { code: 'ERR_SQLITE_ERROR', errcode: 13 }, 'its disk is full'],
    [
      'SQLite says so with the reason behind it',
      { code: 'ERR_SQLITE_ERROR', errcode: 0x030a },
      'its disk is full, or fails',
    ],
    ['the disk of something else is full', { code: 'ENOSPC', path: '/opt/dist/x' }, undefined],
    ['it is no error of a disk', { code: 'ERR_ASSERTION' }, undefined],
  ])('is named in the error, with the reason, when %s', (_when, fields, reason) => {
    const text = explainHomeError(Object.assign(new Error('said so'), fields), '/srv/maas');
    expect(text).toEqual(
      reason === undefined
        ? undefined
        : expect.stringContaining(
            `MAAS_HOME is /srv/maas, which cannot be used: ${reason} (said so)`,
          ),
    );
  });
});
