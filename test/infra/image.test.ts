import { afterAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type LayerName,
  LAYERS,
  type NodeArchitecture,
  stageLayer,
} from '../../scripts/stage-layers.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
const work = mkdtempSync(path.join(tmpdir(), 'maas-image-'));
afterAll(() => {
  rmSync(work, { recursive: true });
});

const MB = 1e6;
/** Measured: 46 and 25 MB for ONNX Runtime, 19 MB for sharp. A fifth of room. */
const BUDGETS: readonly [LayerName, NodeArchitecture, number][] = [
  ['onnxruntime', 'x64', 55 * MB],
  ['onnxruntime', 'arm64', 31 * MB],
  ['sharp', 'x64', 23 * MB],
];

function listFiles(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [path.join(entry.parentPath, entry.name)] : [],
  );
}

describe('the native layers', () => {
  it.each(BUDGETS)(
    '%s for %s stays within its budget, with files that anybody may read',
    (name, architecture, budget) => {
      const files = listFiles(
        stageLayer(name, architecture, path.join(work, `${name}-${architecture}`)),
      );
      expect(files.reduce((sum, file) => sum + statSync(file).size, 0)).toBeLessThan(budget);
      for (const file of files) {
        expect(statSync(file).mode & 0o777).toBe(0o644);
        expect(file).not.toMatch(/install\.js|\.d\.[cm]?ts$|\.map$/);
      }
    },
  );

  it.each([
    ['onnxruntime', ['onnxruntime/LICENSE.txt', 'onnxruntime/ThirdPartyNotices.txt']],
    ['sharp', ['sharp/GPL-3.txt', 'sharp/LGPL-3.txt', 'sharp/MPL-1.1.txt']],
  ] as const)('bring the texts that %s owes to whoever hands it on', (name, texts) => {
    const licenses = path.join(
      stageLayer(name, 'x64', path.join(work, `licensed-${name}`)),
      'licenses',
    );
    expect(
      listFiles(licenses)
        .map((file) => path.relative(licenses, file))
        .sort(),
    ).toEqual(texts);
  });

  it("bring libvips' own table of the libraries in it", () => {
    const layer = stageLayer('sharp', 'x64', path.join(work, 'table'));
    const table = readFileSync(
      path.join(layer, 'nodejs', 'node_modules', '@img', 'sharp-libvips-linux-x64', 'README.md'),
      'utf8',
    );
    const libraries = [...table.matchAll(/^\| (\S+) +\|/gm)].map(([, library]) => library);
    expect(libraries).toEqual(expect.arrayContaining(['libvips', 'librsvg', 'libheif']));
  });

  it('are enough to run both from NODE_PATH, as a function does', () => {
    const architecture = process.arch === 'arm64' ? 'arm64' : 'x64';
    const paths = (Object.keys(LAYERS) as LayerName[]).map((name) =>
      path.join(
        stageLayer(name, architecture, path.join(work, `run-${name}`)),
        'nodejs',
        'node_modules',
      ),
    );
    const model = path.join(root, 'examples', 'sentiment', 'model.onnx');
    const program = `
      const { InferenceSession } = require('onnxruntime-node');
      const create = { width: 2, height: 2, channels: 3, background: 'red' };
      require('sharp')({ create }).png().toBuffer().then(async (png) => {
        const { inputNames } = await InferenceSession.create(${JSON.stringify(model)});
        const from = require.resolve('onnxruntime-node');
        console.log(JSON.stringify({ png: png.length, inputs: inputNames.length, from }));
      });`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--eval', program], {
      cwd: work,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, NODE_PATH: paths.join(path.delimiter) },
    });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      png: expect.any(Number),
      inputs: 1,
      from: expect.stringContaining(work),
    });
  });

  it.each(['x64', 'arm64'] as const)(
    'say how to get sharp for %s when npm has left it out',
    (architecture) => {
      expect(() =>
        stageLayer('sharp', architecture, path.join(work, 'foreign'), [
          createModulesWithoutNatives(),
        ]),
      ).toThrow(`get it by: node scripts/launch.mjs scripts/fetch-natives.ts ${architecture}`);
    },
  );
});

/**
 * Creates the modules that npm installs of sharp on a machine that none of its native packages is
 * for.
 */
function createModulesWithoutNatives(): string {
  const folder = mkdtempSync(path.join(work, 'modules-'));
  cpSync(path.join(root, 'node_modules', 'sharp'), path.join(folder, 'sharp'), { recursive: true });
  return folder;
}

describe('the Dockerfile', () => {
  const text = readFileSync(path.join(root, 'functions', 'Dockerfile'), 'utf8');

  it("starts from AWS's image unless told otherwise", () => {
    expect(text).toMatch(/^ARG BASE_IMAGE=public\.ecr\.aws\/lambda\/nodejs:24$/m);
    expect(text.match(/^FROM .*$/gm)).toEqual(['FROM ${BASE_IMAGE} AS tree', 'FROM ${BASE_IMAGE}']);
  });

  it('lets snapshots be taken of what the last stage makes', () => {
    const last = text.slice(text.lastIndexOf('FROM '));
    expect(last).toMatch(/^LABEL com\.amazonaws\.lambda\.feature\.snapstart="Allow"$/m);
    expect(text.match(/^LABEL /gm)).toHaveLength(1);
  });

  it('installs nothing, so that the context is all that is in it', () => {
    expect(text).not.toMatch(/npm |curl |wget |dnf |apt/);
  });
});
