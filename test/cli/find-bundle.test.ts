import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkBundle } from '../../cli/bundle/check-bundle.ts';
import { findExternalData } from '../../cli/bundle/external-data.ts';
import { findBundle, toModelName } from '../../cli/bundle/find-bundle.ts';

const demo = 'examples/sentiment/model.onnx';
let work = '';
beforeAll(() => {
  work = mkdtempSync(path.join(tmpdir(), 'maas-cli-'));
});
afterAll(() => {
  rmSync(work, { recursive: true, force: true });
});

function makeFolder(name: string, files: Readonly<Record<string, string | Buffer>>): string {
  const folder = path.join(work, name);
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), content);
  }
  return folder;
}

/** As ONNX writes where a tensor's data are. */
function location(name: string): Buffer {
  return Buffer.from(`\x0a\x08location\x12${String.fromCharCode(name.length)}${name}`, 'latin1');
}

describe('findBundle', () => {
  it('takes all of a folder but what is hidden, follows links, and leaves training out', () => {
    const folder = makeFolder('Hub Model', {
      'onnx/model.onnx': 'x',
      'tokenizer.json': '{}',
      '.git/config': 'x',
      'model.safetensors': 'x',
      'checkpoint/optimizer.pt': 'x',
    });
    symlinkSync(path.join(folder, 'tokenizer.json'), path.join(folder, 'vocab.json'));
    const { files, leftOut } = findBundle(folder);
    expect(files.map((file) => file.path)).toEqual([
      'onnx/model.onnx',
      'tokenizer.json',
      'vocab.json',
    ]);
    expect(leftOut.map((file) => file.path)).toEqual([
      'checkpoint/optimizer.pt',
      'model.safetensors',
    ]);
    expect(toModelName(folder)).toBe('hub-model');
  });

  it('takes the weights beside a single file that names them', () => {
    const folder = makeFolder('large', {
      'model.onnx': location('model.onnx_data'),
      'model.onnx_data': 'weights',
      'other.txt': 'x',
    });
    const file = path.join(folder, 'model.onnx');
    expect(findExternalData(file)).toEqual(['model.onnx_data']);
    expect(findBundle(file).files.map((each) => each.path)).toEqual([
      'model.onnx',
      'model.onnx_data',
    ]);
    expect(toModelName(file)).toBe('large');
  });

  it('finds no weights outside of a model that has them inside', () => {
    expect(findExternalData(demo)).toEqual([]);
    expect(checkBundle(findBundle(demo))).toEqual([]);
  });
});

describe('checkBundle', () => {
  it.each([
    ['an empty model', { 'model.onnx': '' }, 'is empty'],
    [
      'a pointer of Git LFS',
      { 'model.onnx': 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n' },
      'a pointer of Git LFS',
    ],
    ['a web page', { 'model.onnx': '<!DOCTYPE html><html>' }, 'is a web page'],
    ['no model', { 'README.md': 'x' }, 'There is no model in it'],
    ['a pickle', { 'model.pkl': 'x' }, 'has to be converted first'],
    [
      'missing weights',
      { 'model.onnx': location('weights.bin') },
      "takes weights from 'weights.bin'",
    ],
  ])('names %s, and what mends it', (name, files, message) => {
    const [fault, ...others] = checkBundle(findBundle(makeFolder(name, files)));
    expect(fault?.message).toContain(message);
    expect(fault?.fix).not.toBe('');
    expect(others).toEqual([]);
  });

  it('names a task that config.json contradicts, and lets the right one pass', () => {
    const folder = makeFolder('task', {
      'model.onnx': 'x',
      'config.json': '{"architectures": ["BertForMaskedLM"]}',
    });
    expect(checkBundle(findBundle(folder), 'text-classification')[0]?.fix).toContain(
      '--task fill-mask',
    );
    expect(checkBundle(findBundle(folder), 'fill-mask')).toEqual([]);
  });

  it.each(['{"learner": {}, "version": [2, 1, 0]}', '{"version": [3, 0, 0]}'])(
    'takes %s as XGBoost’s own file',
    (content) => {
      const folder = makeFolder(`booster-${content.length}`, { 'model.json': content });
      expect(checkBundle(findBundle(folder))).toEqual([]);
    },
  );
});
