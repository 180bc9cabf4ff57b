import {
  chmodSync,
  chownSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ForeignHomeError } from '../../local/claim-home.ts';
import { requireIndex } from '../../local/damaged-home.ts';
import { SigningKey, SigningKeyError } from '../../layers/maas/adapters/alarms/signing-key.ts';
import { openHome } from '../../local/home.ts';
import { explainHomeError } from '../../local/home-error.ts';
import { directory, fill, useHomeFolder } from './support/home-folder.ts';

function catchError(use: () => unknown): Error {
  try {
    use();
  } catch (error) {
    return error as Error;
  }
  throw new Error('It does not throw.');
}

useHomeFolder();

describe('the folder of a stack', () => {
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
      /^MAAS_HOME is .*, which holds things that are not this service's, as '.*'; nothing was touched\. /,
    );
    expect(() => openHome(folder)).toThrow(/\. Take a new or an empty folder of your own/);
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

  it.each<[string, string[]]>([
    ['gone', ['files/a-1', 'files/b-2']],
    ['empty', ['files/a-1', 'files/b-2', 'objects.sqlite']],
  ])('is refused, and no file of it removed, when the index of its store is %s', (_, entries) => {
    const store = fill(entries, undefined, path.join(directory, 'store'));
    expect(() => {
      requireIndex(store);
    }).toThrow(/objects\.sqlite, the index .* has 2 files .* Put it back from a copy, or move/);
  });

  it.each<[string, string[]]>([
    ['new', []],
    ['without a file', ['files/', 'objects.sqlite']],
  ])('is taken when its store is %s', (_, entries) => {
    requireIndex(fill(entries, undefined, path.join(directory, 'store')));
  });

  it('is refused with the file that is damaged when the key of its alarms is none', () => {
    const alarms = fill(['signing-key.pem'], undefined, path.join(directory, 'alarms'));
    expect(() => new SigningKey(alarms)).toThrow(SigningKeyError);
    expect(() => new SigningKey(alarms)).toThrow(/signing-key\.pem, .* or remove it, and a new/);
  });

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
});
