/**
 * Scripts of this project under its own Node 24, on a machine that has any Node from 20 on. Plain
 * JavaScript without dependencies, because nothing else can be counted on yet.
 */
import { spawn } from 'node:child_process';
import { existsSync, symlinkSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { installOnce } from './install-once.mjs';

const root = path.resolve(
  import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname),
  '..',
);
const NODE_MAJOR = 24;

/** They need the service's packages alone; every other script needs more. */
const RUN = ['local/main.ts', 'cli/main.ts'];

/** Holds their TypeScript as Node compiles it, two thirds of the processor time of a start. */
const COMPILED = path.join(root, 'node_modules', '.cache', 'compiled');

/**
 * Installs from the lock file what a script needs, when that is missing or out of date, then runs
 * it, and ends as it does.
 * @param {string} script from the root of the repository
 * @param {readonly string[]} args
 * @param {{ cwd?: string }} [options] where it runs; at the root, if nothing is said
 */
export async function runScript(script, args, { cwd = root } = {}) {
  if (!(await installOnce(root, RUN.includes(script) ? 'run' : 'all'))) {
    console.error('npm failed; the lines above say why.');
    process.exit(1);
  }
  const file = path.resolve(root, script);
  const env = RUN.includes(script) ? { NODE_COMPILE_CACHE: COMPILED, ...process.env } : process.env;
  const child = spawn(findNode(), [file, ...args], { cwd, stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => child.kill(signal));
  // npm passes SIGTERM on to the shell between us alone, and kill -9 to nobody: what is orphaned
  // ends too.
  const { ppid } = process;
  if (process.env.npm_lifecycle_event)
    setInterval(() => process.ppid === ppid || child.kill('SIGTERM'), 500).unref();
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}

/**
 * The Node that came with the packages, or the one that runs this where there is none for the
 * platform (macOS).
 */
function findNode() {
  const [platform, file] =
    process.platform === 'win32' ? ['win', 'node.exe'] : [process.platform, 'node'];
  const bundled = path.join(root, 'node_modules', `node-${platform}-${process.arch}`, 'bin', file);
  if (existsSync(bundled)) {
    linkNode(bundled);
    return bundled;
  }
  if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR) return process.execPath;
  console.error(
    `Node ${process.versions.node} runs this and there is no packaged Node ${NODE_MAJOR} for ` +
      `${process.platform}-${process.arch}: install Node ${NODE_MAJOR} and try again.`,
  );
  process.exit(1);
}

/**
 * npm 10, which comes with Node 20 and 22, links `node_modules/.bin/node` and takes the link away
 * again, together with the packages for other platforms, whose program has the same name.
 * @param {string} bundled
 */
function linkNode(bundled) {
  const link = path.join(root, 'node_modules', '.bin', 'node');
  if (process.platform === 'win32' || existsSync(link)) return;
  try {
    symlinkSync(path.relative(path.dirname(link), bundled), link);
  } catch {
    // Somebody else was faster, or may write here: nothing below needs the link.
  }
}
