/**
 * Runs jest in ESM mode. `npm test` runs the unit project; further arguments go to jest: `npm test
 * -- test/core`.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { buildFunctions } from './build-functions.ts';

const root = path.resolve(import.meta.dirname, '..');
const given = process.argv.slice(2);
const selection = given.includes('--selectProjects') ? [] : ['--selectProjects', 'unit'];

/** ONNX Runtime would keep a device's id and a log open, which children of the tests inherit. */
const OWN = { CDK_VALIDATION: 'false', ORT_DISABLE_TELEMETRY: '1' };

await buildFunctions();
const { status } = spawnSync(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    path.join(root, 'node_modules/jest/bin/jest.js'),
    ...given,
    ...selection,
  ],
  { cwd: root, stdio: 'inherit', env: { ...OWN, ...process.env } },
);
process.exit(status ?? 1);
