import { mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { holdHome } from '../../local/hold-home.ts';
import { directory, useHomeFolder } from './support/home-folder.ts';

useHomeFolder();

it('says that the home was moved until it is back, whatever has its name meanwhile', () => {
  const home = path.join(directory, 'home');
  mkdirSync(home);
  const check = holdHome(home);
  check();
  renameSync(home, `${home}-moved`);
  expect(check).toThrow(/was moved or removed/);
  mkdirSync(home);
  expect(check).toThrow(/was moved or removed/);
  renameSync(home, `${home}-other`);
  renameSync(`${home}-moved`, home);
  expect(check).not.toThrow();
});
