import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync } from 'node:fs';
import { readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Environment } from '../connect/environment.ts';
import { CliError } from '../errors.ts';
import type { Output } from '../output/output.ts';
import { formatBytes, startProgress } from '../output/progress.ts';
import { findCache, findPart } from './places.ts';

export interface Part {
  readonly part: 'node' | 'natives';
  readonly label: string;
  /** The size of what npm unpacks, for the bar. */
  readonly bytes: number;
  /** Lists the files and folders that are removed after that, below the given folder of modules. */
  readonly listUnneeded: (modules: string) => readonly string[];
}

const TICK_MS = 250;
const LOCK = 'package-lock.json';

/**
 * Installs pinned packages with npm to the cache, once for all folders and releases that have the
 * same; it is there whole, or not at all.
 * @returns the folder of modules
 * @throws CliError with what npm said
 */
export async function installPart(
  output: Output,
  environment: Environment,
  { part, label, bytes, listUnneeded }: Part,
): Promise<string> {
  const source = findPart(part);
  const hash = createHash('sha256')
    .update(readFileSync(path.join(source, LOCK)))
    .digest('hex');
  const directory = path.join(findCache(environment), `${part}-${hash.slice(0, 16)}`);
  const modules = path.join(directory, 'node_modules');
  if (existsSync(modules)) return modules;
  output.note(`${label} to ${directory}, once (${formatBytes(bytes)}) …`);
  mkdirSync(path.dirname(directory), { recursive: true });
  const draft = mkdtempSync(`${directory}.`);
  try {
    for (const file of ['package.json', LOCK]) {
      cpSync(path.join(source, file), path.join(draft, file));
    }
    const progress = startProgress(output, label, bytes, 'bytes');
    const timer = setInterval(() => {
      progress.update(Math.min(bytes, measure(draft)));
    }, TICK_MS);
    await runNpm(draft).finally(() => {
      clearInterval(timer);
      progress.end();
    });
    const installed = path.join(draft, 'node_modules');
    for (const name of listUnneeded(installed)) {
      rmSync(path.join(installed, name), { recursive: true, force: true });
    }
    try {
      renameSync(draft, directory);
    } catch (error) {
      if (!existsSync(modules)) throw error; // else another start was faster
    }
    return modules;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

async function runNpm(cwd: string): Promise<void> {
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = spawn('npm', [...args, '--no-progress', '--include=optional'], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    shell: process.platform === 'win32',
  });
  let said = '';
  npm.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const code = await once(npm, 'close').then(
    ([status]) => status as number | null,
    (error: unknown) => {
      said = String(error);
      return 1;
    },
  );
  if (code === 0) return;
  throw new CliError('unreachable', `npm could not install it: ${said.trim()}`, {
    fix: 'npm ping (the registry that npm uses must be reachable), then the same command',
  });
}

/** Bytes below a folder that another process fills. */
function measure(folder: string): number {
  try {
    const stat = lstatSync(folder);
    if (!stat.isDirectory()) return stat.size;
    return readdirSync(folder).reduce((sum, name) => sum + measure(path.join(folder, name)), 0);
  } catch {
    return 0; // moved meanwhile
  }
}
