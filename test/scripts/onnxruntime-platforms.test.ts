import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { completeOnnxRuntime, pruneOnnxRuntime } from '../../scripts/onnxruntime-platforms.mjs';

const NAME = 'onnxruntime-node';
const OWN = `${process.platform}/${process.arch}`;
/** As the package names them. */
const PLATFORMS = ['darwin/arm64', 'linux/arm64', 'linux/x64', 'win32/arm64', 'win32/x64'];

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'onnxruntime-platforms-'));
  const packages = { [`node_modules/${NAME}`]: { version: '1.30.0', integrity: 'sha512-whole' } };
  writeFileSync(path.join(root, 'package-lock.json'), JSON.stringify({ packages }));
  installWhole(root);
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

/** Installs it in a folder as npm would. */
function installWhole(folder: string, version = '1.30.0'): boolean {
  const directory = path.join(folder, 'node_modules', NAME);
  for (const platform of PLATFORMS) {
    mkdirSync(path.join(directory, 'bin', 'napi-v6', platform), { recursive: true });
    writeFileSync(path.join(directory, 'bin', 'napi-v6', platform, 'binding.node'), platform);
  }
  writeFileSync(path.join(directory, 'package.json'), JSON.stringify({ version }));
  return true;
}

const at = (...names: string[]): string =>
  path.join(root, 'node_modules', NAME, 'bin', 'napi-v6', ...names, 'binding.node');
const listPlatforms = (): string[] =>
  readdirSync(path.join(root, 'node_modules', NAME), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.node'))
    .map((file) => path.relative(path.join('bin', 'napi-v6'), path.dirname(file)))
    .sort();

describe('pruneOnnxRuntime', () => {
  it("leaves this machine's platform alone", () => {
    pruneOnnxRuntime(root);
    expect(listPlatforms()).toEqual([OWN]);
  });
});

describe('completeOnnxRuntime', () => {
  it('brings back what was pruned and touches nothing that a running service reads', async () => {
    pruneOnnxRuntime(root);
    const before = [at(OWN), path.join(root, 'node_modules')].map((file) => statSync(file));
    expect(await completeOnnxRuntime(root, (folder) => Promise.resolve(installWhole(folder)))).toBe(
      true,
    );
    const after = [at(OWN), path.join(root, 'node_modules')].map((file) => statSync(file));
    expect(after.map(({ ino, mtimeMs }) => [ino, mtimeMs])).toEqual(
      before.map(({ ino, mtimeMs }) => [ino, mtimeMs]),
    );
    expect(listPlatforms()).toEqual(PLATFORMS);
    for (const platform of PLATFORMS) expect(readFileSync(at(platform), 'utf8')).toBe(platform);
    expect(readdirSync(root).sort()).toEqual(['node_modules', 'package-lock.json']);
  });

  it('asks npm for the bytes that the lock file names', async () => {
    let lock = '';
    await completeOnnxRuntime(root, (folder, command) => {
      expect(command).toEqual(['ci']);
      lock = readFileSync(path.join(folder, 'package-lock.json'), 'utf8');
      return Promise.resolve(installWhole(folder));
    });
    expect(JSON.parse(lock)).toMatchObject({
      packages: { [`node_modules/${NAME}`]: { version: '1.30.0', integrity: 'sha512-whole' } },
    });
  });

  it('leaves another version to npm, which replaces it whole', async () => {
    installWhole(root, '1.29.0');
    const refuse = (): Promise<boolean> => Promise.reject(new Error('not to be asked'));
    expect(await completeOnnxRuntime(root, refuse)).toBe(true);
  });

  it('says that npm could not, and can be tried again beside what is left of that', async () => {
    pruneOnnxRuntime(root);
    expect(await completeOnnxRuntime(root, () => Promise.resolve(false))).toBe(false);
    mkdirSync(path.join(root, '.installing-onnxruntime', 'node_modules'), { recursive: true });
    expect(await completeOnnxRuntime(root, (folder) => Promise.resolve(installWhole(folder)))).toBe(
      true,
    );
    expect(listPlatforms()).toEqual(PLATFORMS);
  });
});
