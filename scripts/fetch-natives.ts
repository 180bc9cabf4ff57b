/**
 * Gets the native packages that npm leaves out on this machine because they are for another
 * processor, to `dist/natives`: in the versions of package-lock.json, and refused when they are not
 * the bytes that it names. ONNX Runtime's package has all processors in it.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
/** Laid out as node_modules is. */
export const NATIVES = path.join(root, 'dist', 'natives');

interface Locked {
  readonly version: string;
  readonly integrity: string;
}

/**
 * Does nothing for packages that are there.
 * @throws Error when the registry cannot be reached, or gives other bytes than the lock file names
 */
export function fetchNatives(architecture: 'x64' | 'arm64'): void {
  const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Locked | undefined>;
  };
  for (const name of [
    `@img/sharp-linux-${architecture}`,
    `@img/sharp-libvips-linux-${architecture}`,
  ]) {
    const locked = packages[`node_modules/${name}`];
    if (!locked) throw new Error(`package-lock.json names no ${name}.`);
    if (
      ![path.join(root, 'node_modules'), NATIVES].some(
        (folder) => readVersion(path.join(folder, name)) === locked.version,
      )
    ) {
      fetchPackage(name, locked);
    }
  }
}

function readVersion(directory: string): string | undefined {
  const file = path.join(directory, 'package.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Locked).version : undefined;
}

function fetchPackage(name: string, { version, integrity }: Locked): void {
  mkdirSync(NATIVES, { recursive: true });
  const draft = mkdtempSync(path.join(NATIVES, '.draft-'));
  try {
    const file = run(
      'npm',
      ['pack', `${name}@${version}`, '--silent', '--ignore-scripts'],
      draft,
    ).trim();
    const got = `sha512-${createHash('sha512')
      .update(readFileSync(path.join(draft, file)))
      .digest('base64')}`;
    if (got !== integrity) {
      throw new Error(
        `The registry's ${name}@${version} is not the one that package-lock.json names: its ` +
          `checksum is ${got}, expected ${integrity}.`,
      );
    }
    run('tar', ['-xzf', file], draft);
    const directory = path.join(NATIVES, name);
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(path.dirname(directory), { recursive: true });
    renameSync(path.join(draft, 'package'), directory);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function run(program: string, args: string[], cwd: string): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    throw new Error(`'${program} ${args.join(' ')}' failed: ${error?.message ?? stderr.trim()}`);
  }
  return stdout;
}

if (import.meta.main) {
  for (const architecture of process.argv.slice(2)) fetchNatives(parseArchitecture(architecture));
}

function parseArchitecture(text: string): 'x64' | 'arm64' {
  if (text === 'x64' || text === 'arm64') return text;
  throw new Error(`The architecture must be x64 or arm64; got '${text}'.`);
}
