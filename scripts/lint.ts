/** Checks types (the native compiler, over everything) and then lints; arguments go to ESLint: `npm run lint -- --fix`. */
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

// Both always run, so that one call shows every finding.
const results = [
  run('typescript-7/bin/tsc', '-p', '.'),
  run('eslint/bin/eslint.js', '--max-warnings', '0', ...CACHE, '.', ...process.argv.slice(2)),
];
process.exit(results.every(Boolean) ? 0 : 1);
