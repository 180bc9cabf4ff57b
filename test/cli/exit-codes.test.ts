import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { EXIT_CODES } from '../../cli/errors.ts';

it('docs/cli.md has every exit code', () => {
  const page = readFileSync('docs/cli.md', 'utf8');
  for (const { code, means } of Object.values(EXIT_CODES)) {
    expect(page).toContain(`| ${code} | ${means} |`);
  }
});
