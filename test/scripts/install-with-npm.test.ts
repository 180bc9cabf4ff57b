import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';

const MODULE = path.resolve('scripts/install-with-npm.mjs');
const RUNTIME = 'node_modules/onnxruntime-node';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'install-with-npm-'));
  const packages = { [RUNTIME]: { version: '1.30.0', integrity: 'sha512-whole' } };
  writeFileSync(path.join(root, 'package-lock.json'), JSON.stringify({ packages }));
  putNpm();
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

/** An npm that says what it was asked, and where; and installs ONNX Runtime, if it is not there. */
function putNpm(): void {
  const bin = path.join(root, 'bin');
  mkdirSync(bin);
  writeFileSync(
    path.join(bin, 'npm'),
    `#!/bin/sh
echo "$(basename "$PWD") $1 $2 $3" >> ${path.join(root, 'asked')}
mkdir -p ${RUNTIME}/bin/napi-v6/${process.platform}/${process.arch} ${RUNTIME}/bin/napi-v6/other/arch
echo '{"version":"1.30.0"}' > ${RUNTIME}/package.json
`,
  );
  chmodSync(path.join(bin, 'npm'), 0o755);
}

/** In a process of its own, which finds that npm first. */
function install(extent: 'run' | 'all'): string {
  const script = `
    import { installWithNpm } from ${JSON.stringify(MODULE)};
    console.log(await installWithNpm('.', '${extent}'));`;
  const bin = path.join(root, 'bin');
  return execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: root,
    encoding: 'utf8',
    stdio: 'pipe',
    env: { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}` },
  }).trim();
}

/** npm's own list of what is there. */
function putInstalled(...names: string[]): void {
  const directory = path.join(root, RUNTIME);
  mkdirSync(path.join(directory, 'bin', 'napi-v6'), { recursive: true });
  writeFileSync(path.join(directory, 'package.json'), '{"version":"1.30.0"}');
  const packages = Object.fromEntries(names.map((name) => [`node_modules/${name}`, {}]));
  writeFileSync(
    path.join(root, 'node_modules', '.package-lock.json'),
    JSON.stringify({ packages }),
  );
}

const readAsked = (): string[] =>
  readFileSync(path.join(root, 'asked'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.replace(path.basename(root), 'root'));

it.each([
  ['run', 'root ci --omit=dev --omit=peer'],
  ['all', 'root ci --include=dev --include=optional'],
] as const)('begins with an empty folder where there is nothing (%s)', (extent, asked) => {
  expect(install(extent)).toBe('true');
  expect(readAsked()).toEqual([asked]);
});

it('brings the rest beside what a running service reads', () => {
  putInstalled('zod');
  expect(install('all')).toBe('true');
  expect(readAsked()).toEqual([
    '.installing-onnxruntime ci --include=optional --ignore-scripts',
    'root install --no-save --include=dev',
  ]);
});

it.each([
  ['run', ['zod'], 'root install --no-save --omit=dev'],
  ['all', ['zod', 'jest'], 'root install --no-save --include=dev'],
  ['run', ['zod', 'jest'], 'root install --no-save --include=dev'],
] as const)(
  'changes what another lock file changes, and empties nothing (%s, there are %j)',
  (extent, names, asked) => {
    putInstalled(...names);
    expect(install(extent)).toBe('true');
    expect(readAsked()).toEqual([asked]);
  },
);
