/**
 * Measures the Open Inference Protocol around a run: one picture of 3 × 224 × 224 floats, in and
 * out, each way. Trust the ratios to the plain `JSON.parse` and `JSON.stringify` beside them, not
 * the milliseconds.
 */
import { decodeInferBody } from '../layers/maas/core/protocol/infer-body.ts';
import { encodeInferResponse } from '../layers/maas/core/protocol/infer-response.ts';
import type { Datatype, Signature, TensorData } from '../layers/maas/core/tensor.ts';
import { type Case, printMeasures } from './measure.ts';

const SHAPE = [1, 3, 224, 224];
const COUNT = 150_528;

const floats = Float32Array.from({ length: COUNT }, (_, index) => Math.sin(index) * 3);
const integers = BigInt64Array.from({ length: COUNT }, (_, index) => BigInt(index) * 7919n);

function nest(values: readonly number[], [size = 0, ...inner]: readonly number[]): unknown {
  if (inner.length === 0) return values;
  const step = values.length / size;
  return Array.from({ length: size }, (_, index) =>
    nest(values.slice(index * step, (index + 1) * step), inner),
  );
}

function echo(datatype: Datatype): Signature {
  const specs = (name: string): Signature['inputs'] => [
    { name, datatype, shape: SHAPE.map(() => -1) },
  ];
  return { inputs: specs('x'), outputs: specs('y') };
}

function decodeJson(name: string, datatype: Datatype, data: unknown): Case {
  const text = JSON.stringify(
    { inputs: [{ name: 'x', shape: SHAPE, datatype, data }] },
    (_key, value: unknown) => (typeof value === 'bigint' ? Number(value) : value),
  );
  const body = Buffer.from(text);
  const signature = echo(datatype);
  return {
    name,
    run: () => decodeInferBody(body, undefined, signature),
    baseline: () => JSON.parse(body.toString()) as unknown,
  };
}

function decodeBinary(): Case {
  const head = Buffer.from(
    JSON.stringify({
      inputs: [
        { name: 'x', shape: SHAPE, datatype: 'FP32', parameters: { binary_data_size: COUNT * 4 } },
      ],
    }),
  );
  const body = Buffer.concat([head, new Uint8Array(floats.buffer)]);
  const signature = echo('FP32');
  return {
    name: 'decode FP32, binary',
    run: () => decodeInferBody(body, String(head.length), signature),
  };
}

function encode(
  name: string,
  datatype: Datatype,
  data: TensorData,
  isBinary: boolean,
  baseline?: () => unknown,
): Case {
  const response = { model: 'm', version: 1, outputs: { y: { datatype, shape: SHAPE, data } } };
  return {
    name,
    run: () => encodeInferResponse(response, [{ name: 'y', isBinary }]),
    ...(baseline ? { baseline } : {}),
  };
}

const list = Array.from(floats);
const cases: readonly Case[] = [
  decodeJson('decode FP32, JSON, flat', 'FP32', list),
  decodeJson('decode FP32, JSON, nested', 'FP32', nest(list, SHAPE)),
  decodeJson('decode INT64, JSON, flat', 'INT64', Array.from(integers)),
  decodeBinary(),
  encode('encode FP32, JSON', 'FP32', floats, false, () => JSON.stringify(Array.from(floats))),
  encode('encode INT64, JSON', 'INT64', integers, false, () => integers.join(',')),
  encode('encode FP32, binary', 'FP32', floats, true),
];

printMeasures(cases, 'plain');
