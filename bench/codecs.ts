/**
 * Measures the Open Inference Protocol around a run: one picture of 3 × 224 × 224 floats, in and
 * out, each way, and predict's handler beside the bare run of its model. Trust the ratios to the
 * plain `JSON.parse` and `JSON.stringify`, not the milliseconds. Writes `bench/results/codecs.md`.
 * Run: npm run bench -- codecs
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { decodeInferBody } from '../layers/maas/core/protocol/infer-body.ts';
import { parseWithNumbers } from '../layers/maas/core/protocol/parse-with-numbers.ts';
import { encodeInferResponse } from '../layers/maas/core/protocol/infer-response.ts';
import type { Datatype, Signature, TensorData } from '../layers/maas/core/tensor.ts';
import { describeMachine } from './describe-machine.ts';
import { type Case, printMeasures, ROUNDS } from './measure.ts';
import { writeResult } from './write-result.ts';

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
    run: () => decodeInferBody(body, undefined, signature, parseWithNumbers),
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

const folder = mkdtempSync(path.join(tmpdir(), 'maas-bench-codecs-'));
try {
  const lines = printMeasures(cases, 'plain');
  const program = path.join(import.meta.dirname, 'codecs/handler.ts');
  const table = execFileSync(process.execPath, [program, folder], { encoding: 'utf8' }).trim();
  console.log(table);
  const text = [
    '# Codecs of the Open Inference Protocol',
    describeMachine(ROUNDS),
    'A picture of 3 × 224 × 224 numbers; "plain" is `JSON.parse` of the same bytes, or ' +
      '`JSON.stringify` of the same numbers.',
    ['```', ...lines, '```'].join('\n'),
    "Predict's handler, called in its process as the process host calls it, beside the bare run of " +
      'ONNX Runtime: medians of blocks in turns, and of these the lower quartile.',
    table,
  ].join('\n\n');
  writeResult('codecs.md', `${text}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
