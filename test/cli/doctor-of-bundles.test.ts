import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { checkBundle } from '../../cli/bundle/check-bundle.ts';
import { findBundle } from '../../cli/bundle/find-bundle.ts';
import { work, useDoctor } from './examined.ts';

useDoctor();

describe('a bundle', () => {
  const model = path.resolve('examples/sentiment/model.onnx');
  const put = (name: string, files: Readonly<Record<string, string | Buffer>>): string => {
    const folder = path.join(work, name);
    mkdirSync(folder);
    for (const [file, content] of Object.entries(files)) {
      writeFileSync(path.join(folder, file), content);
    }
    return folder;
  };
  const onnx = (): Buffer => readFileSync(model);
  const named = Buffer.from('\x0a\x08location\x12\x0bweights.bin', 'latin1');

  it.each([
    ['without a model', () => put('none', { 'notes.txt': 'x' }), /There is no model in it/],
    ['whose model is empty', () => put('empty', { 'model.onnx': '' }), /'model.onnx' is empty/],
    ['that is a web page', () => put('page', { 'model.onnx': '<html>' }), /is a web page/],
    [
      'without its weights',
      () => put('weights', { 'model.onnx': Buffer.concat([onnx(), named]) }),
      /takes weights from 'weights.bin', which is not beside it/,
    ],
    [
      'of another framework',
      () => put('torch', { 'model.pt': 'x' }),
      /'model.pt' has to be converted first/,
    ],
    [
      'for a task that its configuration contradicts',
      () =>
        put('task', {
          'model.onnx': onnx(),
          'config.json': '{"architectures": ["BertForMaskedLM"]}',
        }),
      /task/,
    ],
  ])('%s', (_, make, message) => {
    const [fault, ...others] = checkBundle(findBundle(make()), 'token-classification');
    expect(others).toEqual([]);
    expect(fault).toEqual({
      message: expect.stringMatching(message),
      fix: expect.stringMatching(/\w/),
    });
  });

  it('that is not there', () => {
    expect(() => findBundle(path.join(work, 'nowhere'))).toThrow(/ENOENT/);
  });
});
