/**
 * Installs what the lock file names, for one process at a time: `npm start` and `npm test` may both
 * be the first.
 */
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installWithNpm } from './install-with-npm.mjs';

/**
 * The extent of an installation: what the service needs to run from its sources (the workspace
 * `scripts/node`), or all that tests, checks and builds need too.
 * @typedef {'run' | 'all'} Extent
 */

const POLL_MS = 300;

/**
 * Returns when it is done, by this process or another.
 * @param {string} root the folder of package-lock.json
 * @param {Extent} extent
 * @param {() => boolean | Promise<boolean>} install answers whether it could
 * @returns {Promise<boolean>} whether everything is installed
 */
export async function installOnce(root, extent, install = () => installWithNpm(root, extent)) {
  const lock = path.join(root, '.installing');
  for (let waits = 0; !isInstalled(root, extent);) {
    if (!take(lock)) {
      if (waits++ === 0)
        console.error(`Waiting for another process that installs (as ${lock} says) …`);
      await sleep(POLL_MS);
      continue;
    }
    try {
      if (!isInstalled(root, extent) && !(await install())) return false;
    } finally {
      rmSync(lock, { force: true });
    }
  }
  return true;
}

/**
 * npm's own list is as new as the lock file; and of all, each development dependency is there.
 * @param {string} root
 * @param {Extent} extent
 */
function isInstalled(root, extent) {
  const installed = path.join(root, 'node_modules', '.package-lock.json');
  const isNew =
    existsSync(installed) &&
    statSync(installed).mtimeMs >= statSync(path.join(root, 'package-lock.json')).mtimeMs;
  if (!isNew || extent === 'run') return isNew;
  const { devDependencies } = /** @type {{ devDependencies: Record<string, string> }} */ (
    JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
  );
  return Object.keys(devDependencies).every((name) =>
    existsSync(path.join(root, 'node_modules', name)),
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
    // Nothing can be written here: npm says it better.
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') return true;
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
