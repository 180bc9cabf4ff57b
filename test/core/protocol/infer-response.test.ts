import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LIMITS } from '../../../layers/maas/contract/limits.ts';
import { decodeInferBody } from '../../../layers/maas/core/protocol/infer-body.ts';
import {
  encodeInferResponse,
  type EncodedAnswer,
} from '../../../layers/maas/core/protocol/infer-response.ts';
import { parseJson } from '../../../layers/maas/core/json/lossless-json.ts';
import {
  DATATYPES,
  type Datatype,
  type Tensor,
  type TensorData,
  type Tensors,
} from '../../../layers/maas/core/tensor.ts';
import { echo } from './signatures.ts';

const MAKERS: Record<Datatype, fc.Arbitrary<TensorData>> = {
  BOOL: fc.array(fc.constantFrom(0, 1)).map((values) => Uint8Array.from(values)),
  UINT8: fc.uint8Array(),
  UINT16: fc.uint16Array(),
  UINT32: fc.uint32Array(),
  UINT64: fc.bigUint64Array(),
  INT8: fc.int8Array(),
  INT16: fc.int16Array(),
  INT32: fc.int32Array(),
  INT64: fc.bigInt64Array(),
  FP16: fc.uint16Array(),
  FP32: fc.float32Array(),
  FP64: fc.float64Array(),
  BYTES: fc.array(fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'))),
};

const FINITE: Partial<Record<Datatype, fc.Arbitrary<TensorData>>> = {
  FP32: fc.float32Array({ noNaN: true, noDefaultInfinity: true }),
  FP64: fc.float64Array({ noNaN: true, noDefaultInfinity: true }),
};

const toTensor = (datatype: Datatype, data: TensorData): Tensor => ({
  datatype,
  shape: [data.length],
  data,
});

const encode = (outputs: Tensors, binary: readonly string[], id?: string): EncodedAnswer =>
  encodeInferResponse(
    { model: 'm', version: 3, outputs, ...(id === undefined ? {} : { id }) },
    Object.keys(outputs).map((name) => ({ name, isBinary: binary.includes(name) })),
  );

const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown };

const encodeJson = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'bigint' ? rawJSON(String(part)) : Object.is(part, -0) ? rawJSON('-0.0') : part,
  );

const toBytes = ({ body }: EncodedAnswer): Buffer =>
  typeof body === 'string' ? Buffer.from(body) : Buffer.concat(body);

/** An answer sent back as a request gives the tensor that it was made of. */
const decode = (answer: EncodedAnswer, datatype: Datatype): Tensor | undefined => {
  const bytes = toBytes(answer);
  const headBytes = Number(answer.headers['Inference-Header-Content-Length'] ?? bytes.length);
  const { outputs } = parseJson(bytes.subarray(0, headBytes)) as { outputs: unknown };
  const head = Buffer.from(
    encodeJson({ inputs: outputs, parameters: { binary_data_output: true } }),
  );
  return decodeInferBody(
    Buffer.concat([head, bytes.subarray(headBytes)]),
    String(head.length),
    echo(datatype),
  ).inputs.x;
};

describe('encodeInferResponse', () => {
  it.each(DATATYPES)('gives %s back bit for bit when it travels in binary', (datatype) => {
    fc.assert(
      fc.property(MAKERS[datatype], (data) => {
        expect(decode(encode({ x: toTensor(datatype, data) }, ['x']), datatype)).toEqual(
          toTensor(datatype, data),
        );
      }),
    );
  });

  it.each(DATATYPES.filter((datatype) => datatype !== 'FP16'))(
    'gives %s back bit for bit when it travels in JSON',
    (datatype) => {
      fc.assert(
        fc.property(FINITE[datatype] ?? MAKERS[datatype], (data) => {
          expect(decode(encode({ x: toTensor(datatype, data) }, []), datatype)).toEqual(
            toTensor(datatype, data),
          );
        }),
      );
    },
  );

  it('is the answer of the specification when all is JSON', () => {
    const answer = encode(
      {
        y: toTensor('INT64', BigInt64Array.of(-(2n ** 63n), 1n)),
        p: toTensor('BOOL', Uint8Array.of(1, 0)),
      },
      [],
      '42',
    );
    expect(answer).toEqual({
      contentType: 'application/json',
      headers: {},
      body:
        '{"model_name":"m","model_version":"3","id":"42","outputs":[' +
        '{"name":"y","datatype":"INT64","shape":[2],"data":[-9223372036854775808,1]},' +
        '{"name":"p","datatype":"BOOL","shape":[2],"data":[true,false]}]}',
    });
  });

  it('puts blobs behind the JSON in the order of the outputs when some are binary', () => {
    const answer = encode(
      {
        a: toTensor('FP32', Float32Array.of(1)),
        b: toTensor('INT32', Int32Array.of(2)),
        c: toTensor('BYTES', ['é']),
      },
      ['a', 'c'],
    );
    const bytes = toBytes(answer);
    const length = Number(answer.headers['Inference-Header-Content-Length']);
    expect(answer.contentType).toBe('application/octet-stream');
    expect(JSON.parse(bytes.subarray(0, length).toString())).toEqual({
      model_name: 'm',
      model_version: '3',
      outputs: [
        { name: 'a', datatype: 'FP32', shape: [1], parameters: { binary_data_size: 4 } },
        { name: 'b', datatype: 'INT32', shape: [1], data: [2] },
        { name: 'c', datatype: 'BYTES', shape: [1], parameters: { binary_data_size: 6 } },
      ],
    });
    expect(bytes.subarray(length)).toEqual(Buffer.from([0, 0, 0x80, 0x3f, 2, 0, 0, 0, 0xc3, 0xa9]));
  });

  it('copies no numbers when they are binary', () => {
    const data = Float32Array.of(1, 2, 3);
    const { body } = encode({ y: toTensor('FP32', data.subarray(1)) }, ['y']);
    expect((body[1] as Uint8Array).buffer).toBe(data.buffer);
    expect(body[1]).toHaveLength(8);
  });

  it('counts bytes, not letters, when the JSON before the blobs is not ASCII', () => {
    const answer = encode({ y: toTensor('UINT8', Uint8Array.of(9)) }, ['y'], '编号');
    const length = Number(answer.headers['Inference-Header-Content-Length']);
    expect(toBytes(answer).subarray(length)).toEqual(Buffer.of(9));
    expect(JSON.parse(toBytes(answer).subarray(0, length).toString()).id).toBe('编号');
  });

  it('says null for NaN and the infinities, and keeps -0, when they are in JSON', () => {
    for (const data of [
      Float32Array.of(NaN, Infinity, -Infinity, -0),
      Float64Array.of(NaN, Infinity, -Infinity, -0),
    ]) {
      const { data: values } = JSON.parse(
        encode({ y: toTensor(data instanceof Float32Array ? 'FP32' : 'FP64', data) }, [])
          .body as string,
      ).outputs[0];
      expect(values).toEqual([null, null, null, -0]);
    }
  });

  it('echoes the id exactly when it is any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (id) => {
        expect(JSON.parse(encode({}, [], id).body as string).id).toBe(id);
      }),
    );
    expect(JSON.parse(encode({}, [], '\ud800').body as string).id).toBe('\ud800');
  });

  it('refuses FP16 in JSON, and says what to ask for, when a model gives it', () => {
    expect(() => encode({ y: toTensor('FP16', Uint16Array.of(0)) }, [])).toThrow(
      expect.objectContaining({
        code: 'INVALID_REQUEST',
        message: expect.stringContaining('binary'),
      }),
    );
  });

  it('fails rather than answer less when the model gave an output less than wanted', () => {
    expect(() =>
      encodeInferResponse({ model: 'm', version: 1, outputs: {} }, [
        { name: 'constructor', isBinary: false },
      ]),
    ).toThrow(expect.objectContaining({ code: 'RUN_FAILED' }));
  });

  it('is refused when it is larger than what can be streamed', () => {
    const data = new Uint8Array(LIMITS.streamedResponseBytes);
    const outputs: Tensors = { y: { datatype: 'UINT8', shape: [data.length], data } };
    expect(() =>
      encodeInferResponse({ model: 'm', version: 1, outputs }, [{ name: 'y', isBinary: true }]),
    ).toThrow(expect.objectContaining({ code: 'PAYLOAD_TOO_LARGE' }));
  });
});
