import { describe, expect, it } from '@jest/globals';
import { encodeOnnx, externalTensor, node, TYPE, value } from '../support/onnx-model.ts';
import type { Reply } from '../support/service.ts';
import { weightedSum, service } from '../support/everyday-service.ts';

async function predict(model: string, row: unknown): Promise<Reply['body']> {
  return (
    await service.call('POST', `/models/${model}/predict`, {
      body: JSON.stringify({ rows: [row] }),
      headers: { 'content-type': 'application/json' },
    })
  ).body;
}

describe('files as people have them', () => {
  it.each<[string, Record<string, Uint8Array>, Record<string, string>]>([
    [
      'a BOM and CRLF',
      { 'model.onnx': weightedSum(), 'columns.txt': Buffer.from('\uFEFFage\r\nheight\r\n') },
      {},
    ],
    [
      'UTF-16',
      {
        'model.onnx': weightedSum(),
        'columns.txt': Buffer.from('\uFEFFage\r\nheight\r\n', 'utf16le'),
      },
      {},
    ],
    [
      "the hub's layout",
      {
        'onnx/model.onnx': weightedSum(),
        'onnx/model_quantized.onnx': weightedSum(9),
        'columns.txt': Buffer.from('age\nheight\n'),
      },
      {},
    ],
    [
      "macOS's own files beside them, as its archives have them",
      {
        'bundle/net.onnx': weightedSum(),
        'bundle/columns.txt': Buffer.from('age\nheight\n'),
        'bundle/._columns.txt': Buffer.from([0, 5, 22, 7, 0xff]),
        '__MACOSX/bundle/._net.onnx': Buffer.from([0, 5, 22, 7]),
        'bundle/.DS_Store': Buffer.from('\0\0\0\x01Bud1'),
      },
      {},
    ],
    [
      'one of several chosen',
      {
        'onnx/model.onnx': weightedSum(9),
        'onnx/model_quantized.onnx': weightedSum(),
        'columns.txt': Buffer.from('age\nheight\n'),
      },
      { entry: 'model_quantized.onnx' },
    ],
    [
      'a whole folder on Windows',
      {
        'C:\\me\\bundle\\model.onnx': weightedSum(),
        'C:\\me\\bundle\\columns.txt': Buffer.from('age\nheight\n'),
      },
      {},
    ],
    [
      'weights beside the model in its folder',
      {
        'onnx/model.onnx': encodeOnnx({
          graph: {
            node: [node('MatMul', ['x', 'w'], ['y'])],
            input: [value('x', TYPE.FLOAT, ['n', 2])],
            output: [value('y', TYPE.FLOAT, ['n', 1])],
            initializer: [externalTensor('w', [2, 1], { location: 'model.onnx_data' })],
          },
        }),
        'onnx/model.onnx_data': Buffer.from(Float32Array.of(1, 2).buffer),
        'columns.txt': Buffer.from('age\nheight\n'),
      },
      {},
    ],
    [
      'an IR version of tomorrow',
      { 'model.onnx': weightedSum(1, 14), 'columns.txt': Buffer.from('age\nheight\n') },
      {},
    ],
  ])('are served when they have %s', async (_, files, fields) => {
    expect((await service.upload(files, { name: 'table', ...fields })).body).toMatchObject({
      status: 'READY',
    });
    expect(await predict('table', { age: 1, height: 2 })).toEqual([{ value: 5 }]);
  });

  it('keep out of the bundle what nothing reads, and say so, when a folder has other weights', async () => {
    const { body } = await service.upload(
      {
        'onnx/model.onnx': weightedSum(),
        'onnx/model_fp16.onnx': weightedSum(2),
        'model.safetensors': Buffer.from('x'),
      },
      { name: 'lean' },
    );
    expect(body).toMatchObject({
      validation: {
        notes: [
          expect.stringMatching(
            /"onnx\/model\.onnx" is served.*"onnx\/model_fp16\.onnx", "model\.safetensors"/,
          ),
        ],
      },
    });
    expect(
      (await service.registry.getVersion('lean', 1)).bundle?.files.map(({ path }) => path),
    ).toEqual(['onnx/model.onnx']);
  });
});

describe('POST /models/{model}/versions', () => {
  it('takes the model that is to be served when there are several', async () => {
    const files = ['onnx/model.onnx', 'onnx/model_int8.onnx'].map((path) => ({
      path,
      bytes: 5,
      sha256: 'a'.repeat(64),
    }));
    const create = async (entry: string): Promise<Reply> =>
      service.call('POST', '/models/hub/versions', {
        body: JSON.stringify({ files, entry }),
        headers: { 'content-type': 'application/json' },
      });
    expect((await create('onnx/model_int8.onnx')).status).toBe(201);
    expect(await service.registry.getVersion('hub', 1)).toMatchObject({
      entry: 'onnx/model_int8.onnx',
    });
    expect(await create('model_fp16.onnx')).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('"onnx/model_int8.onnx"') },
    });
  });
});
