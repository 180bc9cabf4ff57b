import { expect, it } from '@jest/globals';
import { isTaken } from '../../scripts/check-licenses.ts';

it.each([
  'MIT',
  '(MIT OR GPL-3.0-or-later)',
  'Apache-2.0 AND LGPL-3.0-or-later AND MIT',
  '(Apache-2.0 AND BSD-3-Clause)',
])('%s is taken', (expression) => {
  expect(isTaken(expression)).toBe(true);
});

it.each([
  '',
  'GPL-3.0-or-later',
  'AGPL-3.0-only',
  'MIT AND GPL-2.0-only',
  '(GPL-2.0-only OR SSPL-1.0)',
  'UNLICENSED',
  'SEE LICENSE IN LICENSE.txt',
])('%s is not taken', (expression) => {
  expect(isTaken(expression)).toBe(false);
});
