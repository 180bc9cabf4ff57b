import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseJson } from '../../../layers/maas/core/json/lossless-json.ts';
import { BlobReader } from '../../../layers/maas/core/protocol/blob-reader.ts';
import { decodeInferBody } from '../../../layers/maas/core/protocol/infer-body.ts';
import { decodeInferRequest } from '../../../layers/maas/core/protocol/infer-request.ts';
import { parseWithNumbers } from '../../../layers/maas/core/protocol/parse-with-numbers.ts';
import { DATATYPES, type Signature } from '../../../layers/maas/core/tensor.ts';
import { echo, PAIR } from './signatures.ts';

function toBody(request: unknown): Buffer {
  if (Buffer.isBuffer(request)) return request;
  return Buffer.from(typeof request === 'string' ? request : JSON.stringify(request));
}

function tell(decode: () => unknown): unknown {
  try {
    return decode();
  } catch (error) {
    return String(error);
  }
}

/** As all bodies are read whose numbers are not read from their bytes. */
function decodeParsed(body: Buffer, signature: Signature): unknown {
  const decode = (keepsIntegers: boolean): unknown =>
    decodeInferRequest(
      parseJson(body, { keepsIntegers }),
      new BlobReader(Buffer.alloc(0)),
      signature,
    );
  try {
    return decode(false);
  } catch (error) {
    if (signature.inputs.some(({ datatype }) => datatype.includes('INT64'))) return decode(true);
    throw error;
  }
}

function expectSameAnswer(body: Buffer, signature: Signature): void {
  expect(tell(() => decodeInferBody(body, undefined, signature, parseWithNumbers))).toEqual(
    tell(() => decodeParsed(body, signature)),
  );
}

const input = (data: unknown, more: object = {}): object => ({
  inputs: [{ name: 'x', datatype: 'FP32', shape: [2], data, ...more }],
});

describe('parseWithNumbers', () => {
  it('gives the elements of each list', () => {
    const inputs = [
      { name: 'a', shape: [1, 2], datatype: 'FP32', data: [[0.1, -0.5]] },
      { data: [1, -2, 2 ** 40, -(2 ** 40) - 1], name: 'data', shape: [4], datatype: 'INT64' },
      { name: 'c', shape: [2], datatype: 'UINT64', data: [0, 2 ** 53 - 1] },
      { name: 'd', shape: [2], datatype: 'INT8', data: [-128, 127] },
    ];
    const request = { id: 'ü', inputs, outputs: [{ name: 'y' }] };
    expect(parseWithNumbers(toBody(request))).toEqual({
      ...request,
      inputs: [
        { ...inputs[0], data: Float32Array.of(0.1, -0.5) },
        { ...inputs[1], data: BigInt64Array.of(1n, -2n, 2n ** 40n, -(2n ** 40n) - 1n) },
        { ...inputs[2], data: BigUint64Array.of(0n, 2n ** 53n - 1n) },
        { ...inputs[3], data: Int8Array.of(-128, 127) },
      ],
    });
  });

  it.each<[what: string, request: unknown]>([
    [
      'has inputs twice',
      '{"inputs":[{"data":[2]}],"inputs":[{"name":"x","datatype":"FP32","shape":[1],"data":[1]}]}',
    ],
    ...['"data":[2]', '"data":1', '"shape":[2]', '"datatype":"FP64"', '"name":"y"'].map(
      (other): [string, string] => [
        `says ${other} behind`,
        `{"inputs":[{"name":"x","datatype":"FP32","shape":[1],"data":[1],${other}}]}`,
      ],
    ),
    [
      'has a key in other letters',
      '{"inputs":[{"name":"x","datatype":"FP32","shape":[1],"d\\u0061ta":[1]}]}',
    ],
    ['has a quote in a string', input([1, 2], { note: '"data":[1]' })],
    ['has a list elsewhere', { ...input([1, 2]), parameters: { data: [1] } }],
    ['has a list that nothing reads', { ...input([1, 2]), data: [1] }],
    [
      'has a list that nothing reads and that is none',
      '{"data":[1,,2],"inputs":[{"name":"x","datatype":"FP32","shape":[1],"data":[1]}]}',
    ],
    ['is cut off in the list', '{"inputs":[{"name":"x","datatype":"FP32","shape":[1],"data":[1'],
    [
      'is cut off behind the list',
      '{"inputs":[{"name":"x","datatype":"FP32","shape":[1],"data":[1]',
    ],
    [
      'has two commas behind the list',
      '{"inputs":[{"data":[1,2],,"name":"x","datatype":"FP32","shape":[2]}]}',
    ],
    [
      'has a list behind the list',
      '{"inputs":[{"data":[1,2],[3],"name":"x","datatype":"FP32","shape":[2]}]}',
    ],
    ['is not in UTF-8', Buffer.from(JSON.stringify(input([1, 2], { note: 'é' })), 'latin1')],
    ['has NaN', '{"inputs":[{"name":"x","datatype":"FP32","shape":[2],"data":[1, NaN]}]}'],
    ['has null', input([1, null])],
    ['has a text', input([1, '2'])],
    ['has one value', input(1)],
    ['has no value', input(null)],
    ['has too many', input([1, 2, 3])],
    ['has too large ones', input([1, 3.5e38])],
    [
      'has a long number too large',
      '{"inputs":[{"name":"x","datatype":"FP32","shape":[2],"data":[1,3.40282356779733671234e38]}]}',
    ],
    ['has a shape of zeros', input([], { shape: [0] })],
    ['has a shape of negative sizes', input([1], { shape: [-1, -1] })],
    ['has its shape as text', input([1, 2], { shape: '2' })],
    ['is of another datatype', input([1, 2], { datatype: 'FP64' })],
    ['is nested otherwise', input([[1, 2]])],
    ['has another name', input([1, 2], { name: 'z' })],
    ['has the size of a blob', input([1, 2], { parameters: { binary_data_size: 8 } })],
    ['is no object', [1]],
    ['has inputs that are no list', { inputs: { data: [1] } }],
    ['is read when a byte order mark stands first', `\uFEFF${JSON.stringify(input([1, 2]))}`],
  ])('makes no difference when the request %s', (_what, request) => {
    expectSameAnswer(toBody(request), echo('FP32'));
  });

  it.each([
    ['INT64', [1.5]],
    ['INT64', [-(2 ** 31) - 1]],
    ['UINT64', [-1]],
    ['UINT8', [256]],
    ['UINT8', [-0]],
    ['INT32', [2 ** 31]],
    ['UINT32', [2 ** 32 - 1]],
    ['BOOL', [1]],
    ['FP16', [1]],
    ['FP64', [0.1]],
    ['BYTES', [1]],
  ] as const)('makes no difference when %s is sent %j', (datatype, data) => {
    expectSameAnswer(toBody(input(data, { datatype, shape: [1] })), echo(datatype));
  });

  it('keeps integers beyond 2^53', () => {
    const data = '[9223372036854775807, -9223372036854775808]';
    const request = `{"inputs":[{"name":"x","datatype":"INT64","shape":[2],"data":${data}}]}`;
    expectSameAnswer(toBody(request), echo('INT64'));
  });

  it('makes no difference when the JSON is nearly a request', () => {
    const value = fc.constantFrom<unknown>(0, -1, 0.5, 2 ** 40, 2 ** 53, 1e39, true, null, 'data');
    const list = fc.array(fc.oneof({ weight: 9, arbitrary: fc.integer() }, value), {
      maxLength: 4,
    });
    const tensor = fc.record(
      {
        name: fc.constantFrom('x', 'a', 'b', 'data'),
        datatype: fc.constantFrom(...DATATYPES),
        shape: fc.array(fc.nat(3), { maxLength: 2 }),
        data: fc.oneof(list, fc.array(list, { maxLength: 3 }), value),
        parameters: fc.oneof(fc.constant({}), fc.record({ data: list }), value),
      },
      { requiredKeys: ['name', 'datatype'] },
    );
    const request = fc.record(
      { inputs: fc.array(tensor, { maxLength: 3 }), data: list },
      { requiredKeys: ['inputs'] },
    );
    const signature = fc.constantFrom(PAIR, ...DATATYPES.map((datatype) => echo(datatype)));
    fc.assert(
      fc.property(request, signature, fc.constantFrom(undefined, 2), (json, spec, indent) => {
        expectSameAnswer(toBody(JSON.stringify(json, null, indent)), spec);
      }),
      { numRuns: 1500 },
    );
  });

  it('makes no difference when a byte of a request is another', () => {
    const body = toBody(input([1, 2.5]));
    fc.assert(
      fc.property(
        fc.nat(body.length - 1),
        fc.constantFrom(...'"[]{},:1 \\-e\xff'.split('')),
        (at, byte) => {
          const bent = Buffer.from(body);
          bent[at] = byte.charCodeAt(0);
          expectSameAnswer(bent, echo('FP32'));
        },
      ),
      { numRuns: 1500 },
    );
  });
});
