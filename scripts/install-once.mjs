/** Installs what the lock file names, for one process at a time: `npm start` and `npm test` may both be the first. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const POLL_MS = 300;

/**
 * Returns when it is done, by this process or another.
 * @param {string} root the folder of package-lock.json
 * @param {() => boolean} install answers whether it could
 * @returns whether everything is installed
 */
export function installOnce(root, install = () => runNpm(root)) {
  const lock = path.join(root, '.installing');
  for (let waits = 0; !isInstalled(root);) {
    if (!take(lock)) {
      if (waits++ === 0)
        console.error(`Waiting for another process that installs (as ${lock} says) …`);
      sleep(POLL_MS);
      continue;
    }
    try {
      if (!isInstalled(root) && !install()) return false;
    } finally {
      rmSync(lock, { force: true });
    }
  }
  return true;
}

/** @param {string} root */
function isInstalled(root) {
  const installed = path.join(root, 'node_modules', '.package-lock.json');
  return (
    existsSync(installed) &&
    statSync(installed).mtimeMs >= statSync(path.join(root, 'package-lock.json')).mtimeMs
  );
}

/**
 * One whose process has ended, killed, is taken away.
 * @param {string} lock
 */
function take(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') return true; // nothing can be written here: npm says it better
    if (!isAlive(readHolder(lock))) rmSync(lock, { force: true });
    return false;
  }
}

/** @param {string} lock */
function readHolder(lock) {
  try {
    return Number(readFileSync(lock, 'utf8')) || process.pid; // empty: about to be written
  } catch {
    return process.pid; // given back just now
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/** @param {string} root */
function runNpm(root) {
  console.error('Installing what package-lock.json names (once) …');
  // Said, as the environment may say otherwise: NODE_ENV=production, or an `npm pack --ignore-scripts=false` around us.
  const { status } = spawnSync(
    'npm',
    [
      'ci',
      '--include=dev',
      '--include=optional',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ],
    {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32',
    },
  );
  return status === 0;
}

/** @param {number} ms */
function sleep(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
