/** npm, told what to install, with a bar of how far it is. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { completeOnnxRuntime, pruneOnnxRuntime } from './onnxruntime-platforms.mjs';
import { runNpm } from './run-npm.mjs';

/** @typedef {import('./install-once.mjs').Extent} Extent */
/** @typedef {{ dev?: boolean, link?: boolean, os?: string[], cpu?: string[] }} Locked */

/**
 * Development dependencies are those of tests, checks and builds.
 * @type {Readonly<Record<Extent, string[]>>}
 */
const KINDS = { run: ['--omit=dev', '--omit=peer'], all: ['--include=dev'] };
/**
 * `ci` begins with an empty folder; a service may run from one that is there, so that what has not
 * changed in it stays.
 */
const COMMANDS = { fresh: ['ci'], beside: ['install', '--no-save'] };
const SAID = {
  run: 'Installing what running needs, once; tests and checks install the rest when they are asked for …',
  all: 'Installing what package-lock.json names, once …',
  rest: 'Installing what tests and checks need, once …',
};
const TICK_MS = 200;
const BAR_WIDTH = 30;

/**
 * @param {string} root
 * @param {Extent} asked
 * @returns {Promise<boolean>} whether npm could
 */
export async function installWithNpm(root, asked) {
  const before = readInstalled(root);
  // An install that has all of an older lock file keeps all: a start takes nothing from the tests.
  const extent = before === 'all' ? 'all' : asked;
  const isRest = before === 'run' && extent === 'all';
  console.error(SAID[isRest ? 'rest' : extent]);
  const stop = showProgress(root, extent);
  const command = before === undefined ? COMMANDS.fresh : COMMANDS.beside;
  const isDone =
    (!isRest || (await completeOnnxRuntime(root))) &&
    (await runNpm(root, [...command, ...KINDS[extent]]));
  stop();
  if (isDone && extent === 'run') pruneOnnxRuntime(root);
  return isDone;
}

/**
 * As npm's own list of what is there has it.
 * @param {string} root
 * @returns {Extent | undefined} undefined: nothing, or not to its end
 */
function readInstalled(root) {
  const hidden = path.join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(hidden)) return undefined;
  return readFileSync(hidden, 'utf8').includes('"node_modules/jest"') ? 'all' : 'run';
}

/**
 * Draws how many of the packages are there, where somebody looks.
 * @param {string} root
 * @param {Extent} extent
 * @returns {() => void} ends it
 */
function showProgress(root, extent) {
  if (!process.stderr.isTTY) return () => undefined;
  const { packages } = /** @type {{ packages: Record<string, Locked> }} */ (
    JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'))
  );
  const wanted = Object.keys(packages).filter((folder) =>
    isWanted(folder, packages[folder], extent),
  );
  const draw = () => {
    const done = wanted.filter((folder) => existsSync(path.join(root, folder, 'package.json')));
    const filled = Math.round((BAR_WIDTH * done.length) / wanted.length);
    const bar = '█'.repeat(filled).padEnd(BAR_WIDTH, '░');
    process.stderr.write(`\r${bar} ${done.length} of ${wanted.length} packages`);
  };
  const timer = setInterval(draw, TICK_MS);
  return () => {
    clearInterval(timer);
    draw();
    process.stderr.write('\n');
  };
}

/**
 * @param {string} folder
 * @param {Locked | undefined} locked
 * @param {Extent} extent
 */
function isWanted(folder, { dev, link, os, cpu } = {}, extent) {
  const fits = (os?.includes(process.platform) ?? true) && (cpu?.includes(process.arch) ?? true);
  const isNeeded = extent === 'all' || dev !== true;
  return folder.startsWith('node_modules/') && link !== true && fits && isNeeded;
}
