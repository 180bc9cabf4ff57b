import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readNumbers } from '../../../layers/maas/core/protocol/read-numbers.ts';
import type { TensorData } from '../../../layers/maas/core/tensor.ts';

/** The bytes of a list as a body has them, with more behind it. */
function toText(list: string): Uint8Array {
  return Buffer.from(`${list}}]}`).subarray(0, Buffer.byteLength(list));
}

function readSingles(list: string, shape: readonly number[]): TensorData | undefined {
  return readNumbers('FP32', shape, toText(list));
}

function readLongs(list: string, shape: readonly number[]): number[] | undefined {
  const longs = readNumbers('INT64', shape, toText(list));
  return longs && Array.from(longs as BigInt64Array, Number);
}

const digits = (least: number, most: number): fc.Arbitrary<string> =>
  fc.string({
    unit: fc.constantFrom(...'0123456789'.split('')),
    minLength: least,
    maxLength: most,
  });
const written = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.oneof(fc.constant('0'), fc.bigInt({ min: 1n, max: 10n ** 20n }).map(String)),
    fc.option(digits(1, 24), { nil: '' }),
    fc.option(
      fc.tuple(fc.constantFrom('e', 'E'), fc.constantFrom('', '-', '+'), fc.nat(70), fc.boolean()),
    ),
  )
  .map(
    ([minus, whole, fraction, power]) =>
      `${minus}${whole}${fraction && `.${fraction}`}` +
      (power ? `${power[0]}${power[1]}${power[3] ? '0' : ''}${power[2]}` : ''),
  );
const number = fc.oneof(
  written,
  fc.double({ noDefaultInfinity: true, noNaN: true }).map(String),
  fc.float({ noDefaultInfinity: true, noNaN: true }).map(String),
  fc.integer().map(String),
);
/** Where a float32 ends and the next begins: half-way, and the doubles beside it. */
const between = fc
  .tuple(
    fc.float({ min: Math.fround(1e-30), max: Math.fround(1e30), noNaN: true }),
    fc.integer({ min: -2, max: 2 }),
  )
  .map(([single, steps]) => {
    const bits = new BigInt64Array(Float64Array.of(single).buffer);
    bits[0] = (bits[0] ?? 0n) + 2n ** 28n + BigInt(steps);
    return String(new Float64Array(bits.buffer)[0]);
  });
const space = fc.string({ unit: fc.constantFrom(' ', '\n', '\t', '\r', '      '), maxLength: 3 });

describe('readNumbers', () => {
  it('gives the float32 and the integer of JSON.parse, or nothing, when numbers are any', () => {
    fc.assert(
      fc.property(fc.oneof(number, between), (text) => {
        const expected = JSON.parse(text) as number;
        const single = readSingles(`[${text}]`, [1])?.[0];
        const long = readLongs(`[${text}]`, [1])?.[0];
        if (single !== undefined) expect(single).toBe(Math.fround(expected));
        if (long !== undefined) expect(long).toBe(expected + 0);
      }),
      { numRuns: 20_000 },
    );
  });

  it('reads every double of moderate size as a float32', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-20, max: 1e20, noNaN: true }), (value) => {
        expect(readSingles(`[${value},-${value}]`, [2])).toEqual(Float32Array.of(value, -value));
      }),
      { numRuns: 5000 },
    );
  });

  it.each(['0', '-0', '-0.0', '7', '1.5', '-1.25e2', '1E2', '1e-07', '9007199254740991', '1e22'])(
    'reads %s as a float32',
    (text) => {
      expect(readSingles(`[${text}]`, [1])).toEqual(Float32Array.of(Number(text)));
    },
  );

  it('reads every integer below 2^53', () => {
    fc.assert(
      fc.property(fc.oneof(fc.maxSafeInteger(), fc.integer()), (value) => {
        expect(readLongs(`[${value}, -0]`, [2])).toEqual([value, 0]);
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    ['UINT8', 0, 255],
    ['UINT16', 0, 65_535],
    ['UINT32', 0, 4_294_967_295],
    ['INT8', -128, 127],
    ['INT16', -32_768, 32_767],
    ['INT32', -2_147_483_648, 2_147_483_647],
    ['UINT64', 0, Number.MAX_SAFE_INTEGER],
  ])('reads what %s holds, and nothing beyond', (datatype, least, most) => {
    const read = (value: number): TensorData | undefined =>
      readNumbers(datatype, [1], toText(`[${value}]`));
    expect([least, most].map((value) => Number(read(value)?.[0]))).toEqual([least, most]);
    for (const value of [least - 1, most + 1, least - 2 ** 32, most + 2 ** 32, 0.5]) {
      expect(read(value)).toBeUndefined();
    }
  });

  it.each([
    ...['', '-', '+1', '.5', '1.', '1.e1', '01', '-01', '00', '1e', '1e+', '1e1.5', '0x1', '1_0'],
    ...['NaN', 'Infinity', '-Infinity', 'null', 'true', '"1"', '{}', '[]', '1 2', '1,', ',1', '١'],
    ...['1e100', '1e999999999999', '3.5e38', '\u00a01', '1\v', '- 1', '1 .5', '1e 5'],
  ])('leaves [%s] alone', (text) => {
    expect(readSingles(`[${text}]`, [1])).toBeUndefined();
    expect(readLongs(`[${text}]`, [1])).toBeUndefined();
  });

  it('leaves integers alone that have a point, an exponent or more digits than a double', () => {
    for (const text of ['1.0', '1e3', '9007199254740992', '-9007199254740993', '1'.repeat(400)]) {
      expect(readLongs(`[${text}]`, [1])).toBeUndefined();
    }
  });

  it('leaves alone what no float32 holds, and what may be one of two', () => {
    for (const text of ['3.4028235677973366e38', '1e39', '16777217.000000000000001', '1e-70']) {
      expect(readSingles(`[${text}]`, [1])).toBeUndefined();
    }
  });

  it('reads lists flat or nested as the shape says when there is space between', () => {
    const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(shapes, fc.boolean(), space, fc.infiniteStream(fc.integer()), (...drawn) => {
        const [shape, isFlat, gap, stream] = drawn;
        const axes = isFlat ? [shape.reduce((product, size) => product * size, 1)] : shape;
        const write = ([size, ...inner]: readonly number[]): string =>
          size === undefined
            ? String(stream.next().value)
            : `[${gap}${Array.from({ length: size }, () => write(inner)).join(`${gap},${gap}`)}${gap}]`;
        const text = write(axes);
        const values = (JSON.parse(text) as unknown[]).flat(4) as number[];
        expect(readLongs(text, shape)).toEqual(values);
        expect(readSingles(text, shape)).toEqual(Float32Array.from(values));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['[1,2]', [3]],
    ['[1,2,3]', [2]],
    ['[[1,2],[3]]', [2, 2]],
    ['[[1,2],[3,4]]', [4]],
    ['[[1,2],[3,4]]', [1, 4]],
    ['[[[1]],[[2]]]', [2, 1]],
    ['[[1],[2]]', [2, 1, 1]],
    ['[1,[2]]', [2]],
    ['[[1],2]', [2, 1]],
    ['[[1][2]]', [2, 1]],
    ['[[1],,[2]]', [2, 1]],
    ['[[1],[2]', [2, 1]],
    ['[[1],[2]]]', [2, 1]],
    ['[1],[2]', [2]],
    ['[[1,2]]', []],
    ['[]', [1]],
    ['[1]', [2 ** 26]],
  ])('leaves %s alone when the shape is %j', (text, shape) => {
    expect(readLongs(text, shape)).toBeUndefined();
    expect(readSingles(text, shape)).toBeUndefined();
  });

  it('never reads what JSON.parse refuses when the list is nearly one', () => {
    const piece = fc.constantFrom(...'0123456789[],.-+eE \n'.split(''), '12345', '0.5');
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 12 }),
        fc.integer({ min: 1, max: 3 }),
        (...drawn) => {
          const text = `[${drawn[0].join('')}]`;
          const longs = readLongs(text, [drawn[1]]);
          if (longs) {
            expect(longs).toEqual((JSON.parse(text) as number[]).map((value) => value + 0));
          }
          const singles = readSingles(text, [drawn[1]]);
          if (singles) expect(singles).toEqual(Float32Array.from(JSON.parse(text) as number[]));
        },
      ),
      { numRuns: 20_000 },
    );
  });
});
