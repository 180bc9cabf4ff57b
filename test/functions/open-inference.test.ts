import { describe, expect, it } from '@jest/globals';
import { service, useDemoService } from '../support/demo-service.ts';

useDemoService();

describe('the Open Inference Protocol', () => {
  const inputs = [{ name: 'text', shape: [2, 1], datatype: 'BYTES', data: ['很好', '很差'] }];

  it('describes server, model and version', async () => {
    expect((await service.call('GET', '/v2')).body).toEqual({
      name: 'serverless-maas',
      version: expect.any(String),
      extensions: expect.arrayContaining(['binary_tensor_data']),
    });
    const { body } = await service.call('GET', '/v2/models/default');
    expect(body).toMatchObject({
      name: 'default',
      versions: ['1'],
      platform: 'onnx_onnxv1',
      inputs: [{ datatype: 'BYTES' }],
    });
    expect((await service.call('GET', '/v2/models/default/versions/1')).body).toEqual(body);
  });

  it.each([
    ['/v2/health/live', 200],
    ['/v2/health/ready', 200],
    ['/v2/models/default/ready', 200],
    ['/v2/models/default/versions/live/ready', 200],
    ['/v2/models/default/versions/7/ready', 404],
    ['/v2/models/nowhere/ready', 404],
  ])('answers GET %s with %d', async (url, status) => {
    expect((await service.call('GET', url)).status).toBe(status);
  });

  it('infers by JSON, and by bytes untouched, and they agree', async () => {
    const { body: metadata } = await service.call('GET', '/v2/models/default');
    const name = (metadata as { inputs: { name: string }[] }).inputs[0]?.name ?? '';
    const json = await service.call('POST', '/v2/models/default/infer', {
      json: { id: '7', inputs: inputs.map((input) => ({ ...input, name })) },
    });
    expect(json).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/json', 'x-model-version': '1' },
      body: { id: '7', model_name: 'default', model_version: '1' },
    });
    const blob = Buffer.concat(
      ['很好', '很差'].map((text) => {
        const bytes = Buffer.from(text);
        const length = Buffer.alloc(4);
        length.writeUInt32LE(bytes.length);
        return Buffer.concat([length, bytes]);
      }),
    );
    const header = Buffer.from(
      JSON.stringify({
        parameters: { binary_data_output: true },
        inputs: [
          { name, shape: [2, 1], datatype: 'BYTES', parameters: { binary_data_size: blob.length } },
        ],
      }),
    );
    const binary = await service.call('POST', '/v2/models/default/versions/live/infer', {
      body: Buffer.concat([header, blob]),
      headers: {
        'Inference-Header-Content-Length': String(header.length),
        'content-type': 'application/octet-stream',
      },
    });
    expect(binary).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/octet-stream' },
    });
    const length = Number(
      Object.entries(binary.headers).find(
        ([key]) => key.toLowerCase() === 'inference-header-content-length',
      )?.[1],
    );
    const { outputs } = JSON.parse(binary.bytes.subarray(0, length).toString()) as {
      outputs: { name: string; parameters: { binary_data_size: number } }[];
    };
    expect(outputs.reduce((sum, { parameters }) => sum + parameters.binary_data_size, length)).toBe(
      binary.bytes.length,
    );
    expect(outputs.map((output) => output.name)).toEqual(
      (json.body as { outputs: { name: string }[] }).outputs.map((output) => output.name),
    );
  });

  it('refuses a header length that is given twice', async () => {
    expect(
      (
        await service.call('POST', '/v2/models/default/infer', {
          json: {},
          headers: { 'Inference-Header-Content-Length': ['2', '2'] },
        })
      ).status,
    ).toBe(400);
  });
});
