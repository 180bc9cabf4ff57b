/**
 * The package alone in an empty folder, without the repository and without CDK: `npx
 * serverless-maas start` to the first answer; and that none of its parts drags another's along.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pack, run } from './install-example.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
const work = mkdtempSync(path.join(tmpdir(), 'maas-start-'));
const folder = path.join(work, 'empty');
const installed = path.join(folder, 'node_modules', 'serverless-maas');
const MB = 1e6;
/** Measured: the package 150 MB, and Node 24 where the machine has an older one 130. */
const BUDGET_BYTES = 350 * MB;
const CLONE_BUDGET_BYTES = 450 * MB;
/** Files that a clone does not have. */
const MADE = /^(\.git|\.ci-work|\.maas|\.maas-fixtures|node_modules|dist|cdk\.out|coverage)$/;

let service: ChildProcess | undefined;

function measure(place: string): number {
  const stat = lstatSync(place);
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(place).reduce((sum, name) => sum + measure(path.join(place, name)), 0);
}

/** It has caches of its own, and whatever Node the machine has. */
const environment = {
  ...process.env,
  PORT: '0',
  MAAS_HOME: path.join(folder, 'home'),
  XDG_CACHE_HOME: path.join(folder, 'cache'),
};

async function isThere(url: string): Promise<boolean> {
  try {
    await fetch(url);
    return true;
  } catch {
    return false;
  }
}

/** Everything that a command printed until a pattern appears in it. */
async function printUntil(child: ChildProcess, pattern: RegExp): Promise<string> {
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (said += text));
  }
  const ended = once(child, 'exit').then(() => {
    throw new Error(`It ended before ${String(pattern)}:\n${said}`);
  });
  const seen = (async () => {
    while (!pattern.test(said)) await new Promise((resolve) => setTimeout(resolve, 50));
    return said;
  })();
  return Promise.race([seen, ended]);
}

beforeAll(async () => {
  const { tarball } = await pack(work);
  mkdirSync(folder);
  await run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', tarball], folder);
}, 600_000);

async function end(child: ChildProcess | undefined): Promise<void> {
  if (child?.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
}

afterAll(async () => {
  await end(service);
  rmSync(work, { recursive: true, force: true });
});

it('installs one package, and nothing of CDK', () => {
  const modules = readdirSync(path.join(folder, 'node_modules'));
  expect(modules.filter((name) => !name.startsWith('.'))).toEqual(['serverless-maas']);
});

it('comes up by `npx serverless-maas start`, answers, and ends at a signal', async () => {
  const startedAtMs = performance.now();
  const start = spawn('npx', ['serverless-maas', 'start', '--verbose'], {
    cwd: folder,
    env: environment,
  });
  service = start;
  const said = await printUntil(start, /Ready\. /);
  const [url = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? [];
  const answer = await fetch(`${url}/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: '这是一个正面的文本' }),
  });
  expect(await answer.json()).toEqual([{ label: 'positive', score: expect.any(Number) }]);
  expect((await fetch(`${url}/docs`)).status).toBe(200);
  const seconds = (performance.now() - startedAtMs) / 1000;

  // A picture needs sharp, and its upload the command line.
  const digits = path.join(root, 'test/fixtures/references/digits-cnn');
  const bundle = path.join(folder, 'digits');
  mkdirSync(bundle);
  for (const file of ['model.onnx', 'config.json', 'preprocessor_config.json']) {
    copyFileSync(path.join(digits, file), path.join(bundle, file));
  }
  const [picture = ''] = readdirSync(path.join(digits, 'images'));
  await run('npx', ['serverless-maas', 'upload', bundle, '--url', url], folder);
  const asked = ['predict', 'digits', path.join(digits, 'images', picture), '--url', url];
  expect(await run('npx', ['serverless-maas', ...asked], folder)).toMatch(/^label\tscore\n\w+\t/);

  const bytes = measure(folder);
  console.log(
    `start to the first answer: ${seconds.toFixed(1)} s; on disk: ${Math.round(bytes / MB)} MB`,
  );
  expect(bytes).toBeLessThan(BUDGET_BYTES);
  await end(start);
  // npx may be gone before the service has ended its processes.
  while (await isThere(url)) await new Promise((resolve) => setTimeout(resolve, 100));
}, 120_000);

it('comes up in a clean clone by `npm start`, which installs what running needs alone', async () => {
  const clone = path.join(work, 'clone');
  cpSync(root, clone, {
    recursive: true,
    filter: (place) => !MADE.test(path.relative(root, place)),
  });
  service = spawn('npm', ['start', '--', '--verbose'], {
    cwd: clone,
    env: { ...environment, MAAS_HOME: path.join(clone, '.maas') },
  });
  const said = await printUntil(service, /Ready\. /);
  const bytes = measure(clone);
  console.log(`a clone that runs: ${Math.round(bytes / MB)} MB`);
  expect(bytes).toBeLessThan(CLONE_BUDGET_BYTES);
  await end(service);
  const [url = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? [];
  while (await isThere(url)) await new Promise((resolve) => setTimeout(resolve, 100));
}, 300_000);

describe('its parts', () => {
  const evaluate = (code: string): Promise<string> =>
    run(process.execPath, ['--input-type=module', '--eval', code], folder);

  it('are a command and a client without any other package', async () => {
    expect(await run('npx', ['serverless-maas', '--version'], folder)).toMatch(/^\d+\.\d+\.\d+\n$/);
    const client =
      "import { MaasClient } from 'serverless-maas/client'; console.log(MaasClient.name)";
    expect(await evaluate(client)).toBe('MaasClient\n');
  });

  it('are a construct, which alone wants CDK and says so', async () => {
    await expect(evaluate("await import('serverless-maas')")).rejects.toThrow(/aws-cdk-lib/);
  });

  /** Lists the imports of a folder's files, by the statements of the compiled code. */
  function listImports(below: string): string[] {
    const place = path.join(installed, 'dist', below);
    const files = readdirSync(place, { recursive: true, encoding: 'utf8' });
    return files
      .filter((file) => /\.m?js$/.test(file))
      .flatMap((file) =>
        [...readCode(path.join(place, file)).matchAll(IMPORT)].map(([, target = '']) =>
          target.startsWith('.') ? path.posix.join(below, path.dirname(file), target) : target,
        ),
      );
  }
  /** Without the comments that it explains itself by. */
  const readCode = (file: string): string =>
    readFileSync(file, 'utf8').replaceAll(/\/\*[^]*?\*\//g, '');
  const IMPORT = /(?:\bfrom|\bimport|\brequire\()\s*["']([^"'\n]+)["']/g;
  const isForeign = (target: string): boolean => !/^(node:|lib\/)/.test(target);

  it('drag none of the others along', () => {
    expect(listImports('lib/client').filter((one) => !one.startsWith('lib/client/'))).toEqual([]);
    const construct = listImports('lib/infra');
    expect(construct.filter((one) => /^lib\/(client|local|cli)\//.test(one))).toEqual([]);
    const packages = construct.filter(isForeign).map((one) => one.split('/')[0]);
    expect([...new Set(packages)].sort()).toEqual(['aws-cdk-lib', 'constructs']);
    const command = readFileSync(path.join(installed, 'dist', 'cli', 'main.js'), 'utf8');
    expect(command).not.toMatch(/require\("(aws-cdk-lib|constructs|onnxruntime-node|sharp|zod)/);
  });
});
