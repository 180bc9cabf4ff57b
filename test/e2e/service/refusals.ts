import { beforeAll, describe, expect, it } from '@jest/globals';
import { encodeOnnx, externalTensor, node, TYPE, value } from '../../support/onnx-model.ts';
import { type Client, declare } from './client.ts';
import { createDoubler, createName, SENTIMENT } from './fixtures.ts';

function createExternal(location: string): Uint8Array {
  const graph = {
    node: [node('Add', ['x', 'w'], ['y'])],
    input: [value('x', TYPE.FLOAT, [2])],
    output: [value('y', TYPE.FLOAT, [2])],
    initializer: [externalTensor('w', [2], { location, offset: '0', length: '8' })],
  };
  return encodeOnnx({ graph });
}

const REJECTED: [string, Readonly<Record<string, Uint8Array>>, string][] = [
  ['is empty', { 'model.onnx': new Uint8Array() }, 'EMPTY_FILE'],
  ['is a text file', { 'model.onnx': Buffer.from('This is not a model.\n') }, 'NOT_ONNX'],
  ['is cut short', { 'model.onnx': SENTIMENT.model.subarray(0, 300_000) }, 'NOT_ONNX'],
  [
    'is random',
    { 'model.onnx': Uint8Array.from({ length: 4096 }, (_, index) => (index * 7919) % 251) },
    'NOT_ONNX',
  ],
  [
    'has an unknown operator',
    {
      'model.onnx': encodeOnnx({
        graph: {
          node: [node('NoSuchOperator', ['x'], ['y'])],
          input: [value('x', TYPE.FLOAT, [2])],
          output: [value('y', TYPE.FLOAT, [2])],
        },
      }),
    },
    'UNKNOWN_OPERATOR',
  ],
  [
    'reads outside of its bundle',
    { 'model.onnx': createExternal('../x') },
    'EXTERNAL_DATA_OUTSIDE_BUNDLE',
  ],
  [
    'reads an absolute path',
    { 'model.onnx': createExternal('/etc/passwd') },
    'EXTERNAL_DATA_OUTSIDE_BUNDLE',
  ],
  [
    'reads a file that is not there',
    { 'model.onnx': createExternal('weights.bin') },
    'EXTERNAL_DATA_MISSING',
  ],
  [
    'answers its samples otherwise',
    {
      'model.onnx': SENTIMENT.model,
      'samples.jsonl': Buffer.from(
        '{"input": {"text": "很好"}, "output": [{"label": "negative"}]}\n',
      ),
    },
    'SAMPLES_DIFFER',
  ],
];

export function describeRefusals(getClient: () => Client): void {
  describe('a model that is refused', () => {
    let model = '';

    beforeAll(async () => {
      model = createName('refusals');
      expect(
        (await getClient().upload({ 'model.onnx': SENTIMENT.model }, { name: model })).status,
      ).toBe(201);
    });

    it.each(REJECTED)(
      'is REJECTED with its reason, never served, and moves no alias, when it %s',
      async (_why, files, code) => {
        const client = getClient();
        const refused = await client.upload(files, { name: model });
        expect(refused).toMatchObject({
          status: 422,
          body: { code: 'MODEL_REJECTED', error: expect.stringContaining(code) as unknown },
        });
        const [newest] = (await client.call('GET', `/models/${model}/versions`)).body.versions;
        expect(newest).toMatchObject({
          status: 'REJECTED',
          rejection: { code, message: expect.stringMatching(/\.$/) as unknown },
          aliases: [],
        });
        expect(
          (await client.call('GET', `/v2/models/${model}/versions/${newest.version}/ready`)).status,
        ).not.toBe(200);
        const answer = await client.call('POST', `/models/${model}/predict`, {
          json: { text: '很好' },
        });
        expect([answer.status, answer.headers.get('x-model-version')]).toEqual([200, '1']);
      },
    );
  });

  describe('a request that is refused', () => {
    const file = declare('model.onnx', createDoubler());

    it.each<[string, number, string, string, string, unknown]>([
      [
        'a model name with a blank',
        400,
        'INVALID_REQUEST',
        'POST',
        '/models/big%20one/versions',
        { files: [file] },
      ],
      [
        'a model name with a slash',
        400,
        'INVALID_REQUEST',
        'POST',
        '/models/a%2Fb/versions',
        { files: [file] },
      ],
      [
        'a model name that leads upwards',
        400,
        'INVALID_REQUEST',
        'GET',
        '/models/..%2F..',
        undefined,
      ],
      [
        'a path that leads upwards',
        400,
        'INVALID_REQUEST',
        'POST',
        '/models/m/versions',
        { files: [{ ...file, path: '../model.onnx' }] },
      ],
      [
        'an absolute path',
        400,
        'INVALID_REQUEST',
        'POST',
        '/models/m/versions',
        { files: [{ ...file, path: '/model.onnx' }] },
      ],
      ['no files', 400, 'INVALID_REQUEST', 'POST', '/models/m/versions', { files: [] }],
      [
        'a size below zero',
        400,
        'INVALID_REQUEST',
        'POST',
        '/models/m/versions',
        { files: [{ ...file, bytes: -1 }] },
      ],
      [
        'a checksum that is none',
        400,
        'INVALID_REQUEST',
        'POST',
        '/models/m/versions',
        { files: [{ ...file, sha256: 'abc' }] },
      ],
      [
        'a field that there is not',
        400,
        'INVALID_REQUEST',
        'POST',
        '/models/m/versions',
        { files: [file], colour: 'red' },
      ],
      ['a body that is a list', 400, 'INVALID_REQUEST', 'POST', '/models/m/versions', []],
      ['an unknown model', 404, 'MODEL_NOT_FOUND', 'GET', '/models/e2e-no-such-model', undefined],
      ['an unknown path', 404, 'ROUTE_NOT_FOUND', 'GET', '/e2e/nothing', undefined],
      ['a method that the path has not', 405, 'METHOD_NOT_ALLOWED', 'PATCH', '/models', undefined],
    ])('with %s is %i %s', async (_what, status, code, method, path, json) => {
      const reply = await getClient().call(method, path, { json });
      expect(reply).toMatchObject({
        status,
        body: {
          code,
          error: expect.any(String) as unknown,
          requestId: expect.any(String) as unknown,
        },
      });
      expect(reply.headers.get('content-type')).toBe('application/json');
    });

    it.each([
      ['no file', []],
      ['two files of one name', ['model.onnx', 'model.onnx']],
      ['a path that leads upwards', ['../model.onnx']],
    ])('as an upload of %s is 400', async (_what, paths) => {
      const form = new FormData();
      form.set('name', createName('refused'));
      for (const name of paths) form.append('model', new Blob(['a']), name);
      expect(await getClient().call('POST', '/upload', { body: form })).toMatchObject({
        status: 400,
        body: { code: 'INVALID_REQUEST' },
      });
    });

    it('for its size names the other way', async () => {
      const reply = await getClient().upload(
        { 'model.onnx': new Uint8Array(5 * 1024 * 1024) },
        { name: createName('large') },
      );
      expect(reply).toMatchObject({
        status: 413,
        body: { code: 'PAYLOAD_TOO_LARGE', error: expect.stringContaining('/versions') as unknown },
      });
    });
  });
}
