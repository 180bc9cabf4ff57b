/**
 * Packs the package and installs it, as its users do, into a copy of the example's app: `node
 * test/package/install-example.ts FOLDER` makes FOLDER/cdk-app.
 */
import { execFile } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.resolve(import.meta.dirname, '..', '..');

export interface InstalledExample {
  readonly tarball: string;
  /** The files in it. */
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

/**
 * Under the Node that runs this, and with CDK's validator on.
 * @returns what it printed. @throws Error with that, when it failed
 */
export async function run(program: string, args: readonly string[], cwd: string): Promise<string> {
  const { PATH = '', CDK_VALIDATION: _, ...rest } = process.env;
  const env = { ...rest, PATH: `${path.dirname(process.execPath)}${path.delimiter}${PATH}` };
  try {
    return (await promisify(execFile)(program, args, { cwd, maxBuffer: 1 << 28, env })).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${program} ${args.join(' ')} failed:\n${stdout}${stderr}`, { cause: error });
  }
}

/** Builds the package, and packs it into a folder. */
export async function pack(work: string): Promise<InstalledExample> {
  await run(process.execPath, ['scripts/build-package.ts'], root);
  const [packed] = JSON.parse(
    await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', work], root),
  ) as [{ filename: string; files: InstalledExample['files'] }];
  return { tarball: path.join(work, packed.filename), files: packed.files };
}

/** From the registry, or npm's cache of it: CDK itself is 200 MB. */
export async function installExample(work: string): Promise<InstalledExample> {
  const example = path.join(work, 'cdk-app');
  const { tarball, files } = await pack(work);
  cpSync(path.join(root, 'examples', 'cdk-app'), example, {
    recursive: true,
    filter: (source) => !/node_modules|cdk\.out|package-lock/.test(path.relative(root, source)),
  });
  const manifest = path.join(example, 'package.json');
  writeFileSync(
    manifest,
    readFileSync(manifest, 'utf8').replace(/file:[^"]+\.tgz/, `file:${tarball}`),
  );
  await run(
    'npm',
    ['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'],
    example,
  );
  return { tarball, files };
}

if (import.meta.main) {
  const [, , work] = process.argv;
  if (work === undefined) throw new Error('Where to? node test/package/install-example.ts FOLDER');
  await installExample(path.resolve(work));
}
