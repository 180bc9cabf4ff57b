import { spawn } from 'node:child_process';
import { once } from 'node:events';

// Said, as the environment may say otherwise: NODE_ENV=production, or an `npm pack
// --ignore-scripts=false` around us.
const ALWAYS = ['--include=optional', '--ignore-scripts', '--no-audit', '--no-fund'];
const QUIET = ['--loglevel=error', '--no-progress'];

/**
 * @param {string} cwd
 * @param {string[]} command
 * @returns {Promise<boolean>} whether npm could
 */
export async function runNpm(cwd, command) {
  const npm = spawn('npm', [...command, ...ALWAYS, ...QUIET], {
    cwd,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  return once(npm, 'exit').then(
    ([status]) => status === 0,
    () => false, // there is no npm
  );
}
