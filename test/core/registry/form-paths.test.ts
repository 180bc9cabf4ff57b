import { describe, expect, it } from '@jest/globals';
import { toFormPaths } from '../../../layers/maas/core/registry/form-paths.ts';

describe('toFormPaths', () => {
  it.each<[string, string[], string[]]>([
    ['a file is alone', ['bundle/onnx/model.onnx'], ['model.onnx']],
    ['a file is alone with its path on Windows', ['C:\\models\\my model.onnx'], ['my model.onnx']],
    [
      'a file is alone with the path that browsers made up',
      ['C:\\fakepath\\model.onnx'],
      ['model.onnx'],
    ],
    ['a file is alone on a share', ['\\\\server\\share\\model.onnx'], ['model.onnx']],
    ['a file is alone and leaves its folder', ['../model.onnx'], ['../model.onnx']],
    [
      'one is absolute and the others are not',
      ['model.onnx', '/etc/passwd'],
      ['model.onnx', '/etc/passwd'],
    ],
    ['all are at the root of a disk', ['/model.onnx', '/labels.txt'], ['model.onnx', 'labels.txt']],
    [
      'all are in one folder',
      ['bundle/model.onnx', 'bundle/1_Pooling/config.json'],
      ['model.onnx', '1_Pooling/config.json'],
    ],
    [
      'all are in one folder on Windows',
      ['D:\\a\\b\\model.onnx', 'D:\\a\\b\\labels.txt'],
      ['model.onnx', 'labels.txt'],
    ],
    [
      'all are in one folder of a disk',
      ['/home/me/b/onnx/model.onnx', '/home/me/b/config.json'],
      ['onnx/model.onnx', 'config.json'],
    ],
    ['all are where find found them', ['./model.onnx', './a/b.json'], ['model.onnx', 'a/b.json']],
    [
      'they are as they should be',
      ['model.onnx', 'onnx/model.onnx'],
      ['model.onnx', 'onnx/model.onnx'],
    ],
    [
      'their folders only begin alike',
      ['ab/model.onnx', 'a/config.json'],
      ['ab/model.onnx', 'a/config.json'],
    ],
    ['two are the same', ['a/model.onnx', 'a/model.onnx'], ['model.onnx', 'model.onnx']],
    ['one is a folder of the other', ['a/b', 'a/b/c'], ['b', 'b/c']],
    ['there are none', [], []],
  ])('keeps what belongs to the bundle when %s', (_, filenames, paths) => {
    expect(toFormPaths(filenames)).toEqual(paths);
  });
});
