import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openHome, readSecret } from '../../local/home.ts';
import { explainHomeError } from '../../local/home-error.ts';

let directory: string;
beforeEach(() => { directory = mkdtempSync(path.join(tmpdir(), 'maas-home-')); });
afterEach(() => { rmSync(directory, { recursive: true }); });

describe('the folder of a stack', () => {
  it('is made with all that is above it, and keeps its secret', () => {
    const home = openHome(path.join(directory, 'a/b'));
    const secret = readSecret(home);
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(readSecret(openHome(path.join(directory, 'a/b')))).toBe(secret);
    expect(readdirSync(home.directory)).toEqual(['secret']);
  });

  it.each<[string, object, string | undefined]>([
    ['its disk is full', { code: 'ENOSPC', path: '/srv/maas/secret.new' }, 'its disk is full'],
    ['its disk is read-only', { code: 'EROFS', path: '/srv/maas' }, 'its disk is read-only'],
    ['a folder above it takes none', { code: 'EACCES', path: '/srv' }, 'this user may not write there'],
    ['SQLite finds the disk full', { code: 'ERR_SQLITE_ERROR', errcode: 13 }, 'its disk is full'],
    ['SQLite says so with the reason behind it', { code: 'ERR_SQLITE_ERROR', errcode: 0x030a }, 'its disk is full, or fails'],
    ['the disk of something else is full', { code: 'ENOSPC', path: '/opt/dist/x' }, undefined],
    ['it is no error of a disk', { code: 'ERR_ASSERTION' }, undefined],
  ])('is named in the error, with the reason, when %s', (_when, fields, reason) => {
    const text = explainHomeError(Object.assign(new Error('said so'), fields), '/srv/maas');
    expect(text).toEqual(reason === undefined ? undefined : expect.stringContaining(`MAAS_HOME is /srv/maas, which cannot be used: ${reason} (said so)`));
  });
});
