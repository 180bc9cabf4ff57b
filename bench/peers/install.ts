import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const ROOT = path.resolve(import.meta.dirname, '../..');
const CACHE = path.join(ROOT, 'node_modules/.cache/maas-peers');
const INSTALL_MS = 600_000;

const run = promisify(execFile);

/** A peer that is not to be had here: why. */
export class AbsentError extends Error {}

/** The same ONNX Runtime for all of them. */
export function readRuntimeVersion(): string {
  const file = path.join(ROOT, 'node_modules/onnxruntime-node/package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

/**
 * A virtual environment with these packages, made where it is not there yet.
 * @returns the folder of its programs
 * @throws AbsentError
 */
export async function installPython(name: string, packages: readonly string[]): Promise<string> {
  const folder = path.join(CACHE, name);
  await installOnce(folder, packages, async () => {
    await run('python3', ['-m', 'venv', folder]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
    await run(path.join(folder, 'bin/python'), [...pip, ...packages], { timeout: INSTALL_MS });
  });
  return path.join(folder, 'bin');
}

/** @returns the folder in which they are found. @throws AbsentError */
export async function installNode(name: string, packages: readonly string[]): Promise<string> {
  const folder = path.join(CACHE, name);
  await installOnce(folder, packages, async () => {
    writeFileSync(path.join(folder, 'package.json'), '{"private":true}');
    const npm = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--silent'];
    await run('npm', [...npm, ...packages], { cwd: folder, timeout: INSTALL_MS });
  });
  return folder;
}

async function installOnce(
  folder: string,
  packages: readonly string[],
  install: () => Promise<void>,
): Promise<void> {
  const note = path.join(folder, 'installed');
  const wanted = packages.join('\n');
  if (existsSync(note) && readFileSync(note, 'utf8') === wanted) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    await install();
    writeFileSync(note, wanted);
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string };
    throw new AbsentError(`not installed: ${lastLine(stderr) || message}`, { cause: error });
  }
}

export function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)?.trim().slice(0, 200) ?? '';
}
