import { describe, expect, it } from '@jest/globals';
import { findDifference } from '../../../layers/maas/core/ingest/find-difference.ts';
import { runSamples } from '../../../layers/maas/core/ingest/run-samples.ts';
import { ModelRefusedInputError } from '../../../layers/maas/core/errors.ts';
import type { Tensors } from '../../../layers/maas/core/tensor.ts';
import { NO_DECODERS } from '../../support/no-decoders.ts';

const SIGNATURE = {
  inputs: [{ name: 'x', datatype: 'INT64', shape: [-1] }],
  outputs: [
    { name: 'y', datatype: 'INT64', shape: [-1] },
    { name: 'half', datatype: 'FP32', shape: [-1] },
  ],
} as const;

/** Gives its input back, and a half of it. */
async function run({ x }: Tensors): Promise<Tensors> {
  const data = (x?.data ?? new BigInt64Array(0)) as BigInt64Array;
  if (data.length === 0) throw new ModelRefusedInputError('Nothing to do.');
  const shape = [data.length];
  return {
    y: { datatype: 'INT64', shape, data },
    half: {
      datatype: 'FP32',
      shape,
      data: Float32Array.from(data, (number) => Number(number) / 2),
    },
  };
}

async function check(...samples: unknown[]): Promise<number> {
  const text = samples
    .map((sample) => (typeof sample === 'string' ? sample : JSON.stringify(sample)))
    .join('\n');
  return runSamples(
    text,
    { task: 'tensor', signature: SIGNATURE },
    { run, resources: {}, decoders: NO_DECODERS },
  );
}

const infer = (data: number[]): unknown => ({
  inputs: [{ name: 'x', datatype: 'INT64', shape: [data.length], data }],
});

describe('runSamples', () => {
  it.each<[string, unknown]>([
    [
      "the task's shape",
      {
        input: { tensors: { x: [1, 2] } },
        output: [
          { y: 1, half: 0.5 },
          { y: 2, half: 1 },
        ],
      },
    ],
    [
      'one record in place of a list of one',
      { input: { tensors: { x: [3] } }, output: { y: 3, half: 1.5 } },
    ],
    [
      "the protocol's shape",
      {
        input: infer([1, 2]),
        output: {
          outputs: [
            { name: 'y', data: [1, 2] },
            { name: 'half', data: [0.5, 1] },
          ],
        },
      },
    ],
    [
      'tensors in another order, nested, one left out',
      {
        input: infer([4]),
        output: { outputs: [{ name: 'half', datatype: 'FP32', shape: [1], data: [[2]] }] },
      },
    ],
    [
      'integers beyond 2^53',
      '{"input": {"inputs": [{"name": "x", "datatype": "INT64", "shape": [1], "data": ' +
        '[9007199254740993]}]}, "output": {"outputs": [{"name": "y", "data": ' +
        '[9007199254740993]}]}}',
    ],
    [
      'a number that is off by less than its tolerance',
      { input: { tensors: { x: [3] } }, output: [{ half: 1.6 }], tolerance: 0.1 },
    ],
  ])('passes a sample when it is %s', async (_, sample) => {
    expect(await check(sample, '', sample)).toBe(2);
  });

  it.each<[string, unknown, string, RegExp]>([
    [
      'another number',
      { input: { tensors: { x: [3] } }, output: [{ half: 1.6 }] },
      'SAMPLES_DIFFER',
      /Line 1 of samples\.jsonl: .*output\[0\]\.half is 1\.5 and should be 1\.6/,
    ],
    [
      'more records',
      { input: { tensors: { x: [3] } }, output: [{ y: 3 }, { y: 3 }] },
      'SAMPLES_DIFFER',
      /has 1 items and should have 2/,
    ],
    [
      'an output that there is not',
      { input: infer([1]), output: { outputs: [{ name: 'z', data: [1] }] } },
      'SAMPLES_DIFFER',
      /outputs\.z is nothing/,
    ],
    [
      'an integer that differs beyond 2^53',
      '{"input": {"inputs": [{"name": "x", "datatype": "INT64", "shape": [1], "data": ' +
        '[9007199254740993]}]}, "output": {"outputs": [{"name": "y", "data": ' +
        '[9007199254740992]}]}}',
      'SAMPLES_DIFFER',
      /9007199254740993/,
    ],
    [
      'an input that the model refuses',
      { input: infer([]), output: {} },
      'SAMPLES_DIFFER',
      /Nothing to do/,
    ],
    [
      "an input that is not the task's",
      { input: { rubbish: 1 }, output: [] },
      'SAMPLES_INVALID',
      /Line 1/,
    ],
    [
      'an input of another type',
      { input: { tensors: { x: ['a'] } }, output: [] },
      'SAMPLES_INVALID',
      /INT64/,
    ],
    ['no JSON', '{"input":', 'SAMPLES_INVALID', /Line 1 .*JSON/],
    ['no output', { input: 1 }, 'SAMPLES_INVALID', /"output"/],
    ['a list', [1], 'SAMPLES_INVALID', /must be/],
    [
      'a tolerance in words',
      { input: 1, output: 1, tolerance: 'small' },
      'SAMPLES_INVALID',
      /tolerance/,
    ],
    [
      'a negative tolerance',
      { input: 1, output: 1, tolerance: -1 },
      'SAMPLES_INVALID',
      /tolerance/,
    ],
    ...['1e999', 'Infinity', 'NaN'].map((tolerance): [string, string, string, RegExp] => [
      `a tolerance that takes any answer, ${tolerance}`,
      `{"input": 1, "output": 1, "tolerance": ${tolerance}}`,
      'SAMPLES_INVALID',
      /tolerance/,
    ]),
  ])('rejects the model when a sample has %s', async (_, sample, code, message) => {
    await expect(check(sample)).rejects.toMatchObject({
      name: 'RejectionError',
      code,
      message: expect.stringMatching(message),
    });
  });
});

describe('findDifference', () => {
  it.each<[string, unknown, unknown, number]>([
    ['numbers are near for their size', [1e6], [1e6 + 50], 1e-4],
    ['nothing is expected of a key', { label: 'a' }, { label: 'a', score: 1 }, 0],
    ['both are null', [null], [null], 0],
  ])('is undefined when %s', (_, expected, actual, tolerance) => {
    expect(findDifference(expected, actual, tolerance)).toBeUndefined();
  });

  it.each<[string, unknown, unknown]>([
    ['numeric labels differ by less than the tolerance', [{ label: 10_000 }], [{ label: 10_001 }]],
    ['a number is NaN', [1], [NaN]],
    ['a number is null', [1], [null]],
    ['a number is a text', [1], ['1']],
    ['a list is an object', [1], { 0: 1 }],
    ['an object is a list', { a: 1 }, [1]],
    ['a flag differs', { ok: true }, { ok: false }],
  ])('names the place when %s', (_, expected, actual) => {
    expect(findDifference(expected, actual, 1)).toMatch(/^output.* (is|has|should) /);
  });
});
