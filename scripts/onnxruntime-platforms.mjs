/**
 * ONNX Runtime's package holds five platforms, 245 MB that this machine cannot run. A start takes
 * them away; tests and images want them back.
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { runNpm } from './run-npm.mjs';

const NAME = 'onnxruntime-node';
const BINARIES = path.join('bin', 'napi-v6');
/** Beside node_modules: npm mistrusts its own list of a folder that has changed since. */
const DRAFT = '.installing-onnxruntime';

/** @param {string} root */
export function pruneOnnxRuntime(root) {
  const binaries = path.join(root, 'node_modules', NAME, BINARIES);
  for (const { platform, architecture } of listPlatforms(binaries)) {
    if (platform === process.platform && architecture === process.arch) continue;
    rmSync(path.join(binaries, platform, architecture), { recursive: true });
  }
}

/**
 * Puts beside this machine's platform what was pruned. What a running service reads stays as it is.
 * @param {string} root
 * @param {typeof runNpm} npm
 * @returns {Promise<boolean>} whether npm could
 */
export async function completeOnnxRuntime(root, npm = runNpm) {
  const locked = readJson(path.join(root, 'package-lock.json')).packages[`node_modules/${NAME}`];
  const installed = path.join(root, 'node_modules', NAME);
  // npm replaces another version by a whole one.
  if (readJson(path.join(installed, 'package.json')).version !== locked.version) return true;
  const draft = path.join(root, DRAFT);
  rmSync(draft, { recursive: true, force: true });
  try {
    writeLock(draft, locked);
    if (!(await npm(draft, ['ci']))) return false;
    addPlatforms(path.join(draft, 'node_modules', NAME, BINARIES), path.join(installed, BINARIES));
    return true;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/**
 * Each whole, or not at all.
 * @param {string} from
 * @param {string} to
 */
function addPlatforms(from, to) {
  for (const { platform, architecture } of listPlatforms(from)) {
    const target = path.join(to, platform, architecture);
    if (existsSync(target)) continue;
    mkdirSync(path.dirname(target), { recursive: true });
    renameSync(path.join(from, platform, architecture), target);
  }
}

/** @param {string} binaries */
function listPlatforms(binaries) {
  return readdirSync(binaries).flatMap((platform) =>
    readdirSync(path.join(binaries, platform)).map((architecture) => ({ platform, architecture })),
  );
}

/**
 * The package alone, without what it needs, as the bytes that package-lock.json names.
 * @param {string} folder
 * @param {{ version: string, integrity: string }} locked
 */
function writeLock(folder, { version, integrity }) {
  const manifest = { private: true, dependencies: { [NAME]: version } };
  const packages = { '': manifest, [`node_modules/${NAME}`]: { version, integrity } };
  const lock = { lockfileVersion: 3, requires: true, packages };
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(path.join(folder, 'package-lock.json'), JSON.stringify(lock));
}

/** @param {string} file */
function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
