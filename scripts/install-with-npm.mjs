/** npm, told what to install, with a bar of how far it is. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

/** @typedef {import('./install-once.mjs').Extent} Extent */
/** @typedef {{ dev?: boolean, link?: boolean, os?: string[], cpu?: string[] }} Locked */

// Said, as the environment may say otherwise: NODE_ENV=production, or an `npm pack
// --ignore-scripts=false` around us.
const ALWAYS = ['--include=optional', '--ignore-scripts', '--no-audit', '--no-fund'];
const QUIET = ['--loglevel=error', '--no-progress'];
/**
 * Development dependencies are those of tests, checks and builds. `ci` begins with an empty folder;
 * what is added later goes beside what a running service reads.
 * @type {Readonly<Record<Extent | 'rest', string[]>>}
 */
const COMMANDS = {
  run: ['ci', '--omit=dev', '--omit=peer'],
  all: ['ci', '--include=dev'],
  rest: ['install', '--no-save', '--include=dev'],
};
const SAID = {
  run: 'Installing what running needs, once; tests and checks install the rest when they are asked for …',
  all: 'Installing what package-lock.json names, once …',
  rest: 'Installing what tests and checks need, once …',
};
const TICK_MS = 200;
const BAR_WIDTH = 30;

/**
 * @param {string} root
 * @param {Extent} extent
 * @returns {Promise<boolean>} whether npm could
 */
export async function installWithNpm(root, extent) {
  const modules = path.join(root, 'node_modules');
  const hidden = path.join(modules, '.package-lock.json');
  const step = chooseStep(hidden, extent);
  console.error(SAID[step]);
  if (step === 'rest') {
    // Its other platforms were taken away, and npm would not miss them.
    rmSync(path.join(modules, 'onnxruntime-node'), { recursive: true, force: true });
    rmSync(hidden);
  }
  const stop = showProgress(root, step === 'run' ? 'run' : 'all');
  const npm = spawn('npm', [...COMMANDS[step], ...ALWAYS, ...QUIET], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  const code = await once(npm, 'exit').then(
    ([status]) => status,
    () => 1, // there is no npm
  );
  stop();
  if (code === 0 && step === 'run') pruneOnnxRuntime(modules);
  return code === 0;
}

/**
 * Whoever has all of an older lock file keeps all: a start takes nothing away from the tests.
 * @param {string} hidden npm's own list of what is installed
 * @param {Extent} extent
 * @returns {Extent | 'rest'}
 */
function chooseStep(hidden, extent) {
  if (!existsSync(hidden)) return extent;
  return isOfRun(hidden) ? (extent === 'all' ? 'rest' : 'run') : 'all';
}

/** @param {string} hidden */
function isOfRun(hidden) {
  return !readFileSync(hidden, 'utf8').includes('"node_modules/jest"');
}

/**
 * ONNX Runtime's package holds five platforms, 245 MB that this machine cannot run; images are
 * built after an installation of all.
 * @param {string} modules
 */
function pruneOnnxRuntime(modules) {
  const binaries = path.join(modules, 'onnxruntime-node', 'bin', 'napi-v6');
  for (const platform of readdirSync(binaries)) {
    for (const architecture of readdirSync(path.join(binaries, platform))) {
      if (platform === process.platform && architecture === process.arch) continue;
      rmSync(path.join(binaries, platform, architecture), { recursive: true });
    }
  }
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
