import { describe, expect, it } from '@jest/globals';
import { encodeOnnx, externalTensor, node, TYPE, value } from '../support/onnx-model.ts';
import { weightedSum, service } from '../support/everyday-service.ts';

describe('files as people have them', () => {
  it.each<[string, Record<string, Uint8Array>, Record<string, string>, number, string[]]>([
    [
      'several are equally good',
      { 'a.onnx': weightedSum(), 'b.onnx': weightedSum() },
      {},
      400,
      ['"a.onnx"', '"b.onnx"', 'entry'],
    ],
    [
      'the chosen one is not there',
      { 'a.onnx': weightedSum(), 'b.onnx': weightedSum() },
      { entry: 'c.onnx' },
      400,
      ['"c.onnx"', '"a.onnx"'],
    ],
    [
      'a file is a pointer of Git LFS',
      {
        'model.onnx': Buffer.from(
          'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n',
        ),
      },
      {},
      422,
      ['NOT_ONNX', 'Git LFS', 'git lfs pull'],
    ],
    [
      'the labels are Latin-1',
      { 'model.onnx': weightedSum(), 'labels.txt': Buffer.from('größe', 'latin1') },
      {},
      422,
      ['labels.txt', 'UTF-8'],
    ],
    [
      'weights are a pointer of Git LFS',
      {
        'model.onnx': encodeOnnx({
          graph: {
            node: [node('Add', ['x', 'w'], ['y'])],
            input: [value('x', TYPE.FLOAT, ['n', 9000])],
            output: [value('y', TYPE.FLOAT, ['n', 9000])],
            initializer: [externalTensor('w', [9000], { location: 'model.onnx_data' })],
          },
        }),
        'model.onnx_data': Buffer.from(
          'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n',
        ),
      },
      {},
      422,
      ['model.onnx_data', 'git lfs pull'],
    ],
    [
      'weights that are smaller than it are a pointer of Git LFS',
      {
        'model.onnx': encodeOnnx({
          graph: {
            node: [node('Add', ['x', 'w'], ['y'])],
            input: [value('x', TYPE.FLOAT, ['n', 2])],
            output: [value('y', TYPE.FLOAT, ['n', 2])],
            initializer: [externalTensor('w', [2], { location: 'w.bin' })],
          },
        }),
        'w.bin': Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 8\n'),
      },
      {},
      422,
      ['"w.bin"', 'git lfs pull'],
    ],
  ])('are refused with what to do when %s', async (_, files, fields, status, words) => {
    const reply = await service.upload(files, { name: 'refused', ...fields });
    expect(reply.status).toBe(status);
    for (const word of words) expect((reply.body as { error: string }).error).toContain(word);
  });
});
