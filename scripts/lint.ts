/**
 * Checks types (the native compiler, over everything), lints, finds what nothing uses (knip), and
 * checks the format; `npm run lint -- --fix` mends what can be mended. Other arguments go to ESLint.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

function run(program: string, ...args: string[]): boolean {
  return (
    spawnSync(process.execPath, [path.join(root, 'node_modules', program), ...args], {
      cwd: root,
      stdio: 'inherit',
    }).status === 0
  );
}

/** Only what has changed is linted again; `npm ci`, and so CI, begins without. */
const CACHE = [
  '--cache',
  '--cache-strategy',
  'content',
  '--cache-location',
  'node_modules/.cache/eslint/',
];

const args = process.argv.slice(2);
const format = args.includes('--fix') ? '--write' : '--check';

// All always run, so that one call shows every finding. ESLint may add braces: it comes first.
const results = [
  run('typescript-7/bin/tsc', '-p', '.'),
  run('eslint/bin/eslint.js', '--max-warnings', '0', ...CACHE, '.', ...args),
  run('knip/bin/knip.js', '--no-progress', '--treat-config-hints-as-errors'),
  run('prettier/bin/prettier.cjs', format, '--log-level', 'warn', '.'),
];
process.exit(results.every(Boolean) ? 0 : 1);
