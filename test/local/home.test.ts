import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  readdirSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { clearTmp, openHome, readSecret } from '../../local/home.ts';
import { explainHomeError } from '../../local/home-error.ts';
import { HomeInUseError, lockHome } from '../../local/home-lock.ts';
import { directory, fill, useHomeFolder } from './support/home-folder.ts';

const LOCK = pathToFileURL(path.join(import.meta.dirname, '../../local/home-lock.ts')).href;

useHomeFolder();

describe('the folder of a stack', () => {
  it('is made with all that is above it, and keeps its secret', () => {
    const home = openHome(path.join(directory, 'a/b'));
    const secret = readSecret(home);
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(readSecret(openHome(path.join(directory, 'a/b')))).toBe(secret);
    expect(readdirSync(home.directory)).toEqual(['.maas-home', 'secret']);
  });

  it('has a new secret where a power cut has emptied it, and keeps that', () => {
    const home = openHome(fill(['.maas-home', 'secret'], ''));
    const secret = readSecret(home);
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(readSecret(home)).toBe(secret);
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
