import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MaasError } from '../../../layers/maas/core/errors.ts';
import { isDeeperThan } from '../../../layers/maas/core/json/json-depth.ts';
import { toNumber } from '../../../layers/maas/core/json/json-literals.ts';
import { parseJson } from '../../../layers/maas/core/json/lossless-json.ts';
import { parse } from '../../support/json-texts.ts';

function expectAnswerOrError(call: () => unknown): void {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(MaasError);
  }
}

describe('parseJson', () => {
  it.each([
    ['9007199254740993', 9007199254740993n],
    ['-9223372036854775808', -9223372036854775808n],
    ['18446744073709551615', 18446744073709551615n],
    ['9007199254740992', 9007199254740992n],
    ['9007199254740991', 9007199254740991],
  ])('keeps the integer %s exactly when it is in a list', (text, expected) => {
    expect(parse(`[${text}]`)).toEqual([expected]);
    expect(parse(`{"a": ${text}}`)).toEqual({ a: expected });
    expect(parse(`[1,\n${text}]`)).toEqual([1, expected]);
  });

  it('leaves numbers with a fraction or an exponent numbers when they have many digits', () => {
    expect(
      parse(
        '[0.30000001192092896, 1234567890123456.75, 1.7976931348623157e308, 12345678901234567e3]',
      ),
    ).toEqual([
      0.30000001192092896, 1234567890123456.75, 1.7976931348623157e308, 12345678901234567e3,
    ]);
  });

  it('reads what JSON.parse reads when integers need not be kept', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8, stringUnit: 'binary' }), (text) => {
        expect(parseJson(Buffer.from(text), { keepsIntegers: false })).toEqual(JSON.parse(text));
      }),
    );
  });

  it('keeps every 64-bit integer when they are mixed with text that looks like them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n })),
        fc.string({ unit: 'binary' }),
        (integers, text) => {
          const values = parse(
            `{"text": ${JSON.stringify(text)}, "integers": [${integers.join(', ')}]}`,
          ) as { text: string; integers: (number | bigint)[] };
          expect(values.text).toBe(text);
          expect(values.integers.map(BigInt)).toEqual(integers);
        },
      ),
    );
  });

  it('takes keys like __proto__ for data when they are sent', () => {
    for (const text of [
      '{"__proto__": {"admin": true}, "constructor": 1}',
      '{"__proto__": {"admin": true}, "n": 9007199254740993}',
    ]) {
      const value = parse(text) as object;
      expect(Object.keys(value)).toContain('__proto__');
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    }
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it('passes over a byte order mark when one stands first', () => {
    expect(parse('\uFEFF{"a": "\uFEFFb"}')).toEqual({ a: '\uFEFFb' });
  });

  it('keeps U+0000 and lone surrogates when they are escaped', () => {
    expect(parse('["\\u0000", "\\ud800"]')).toEqual(['\0', '\ud800']);
  });

  it('counts no brackets when they stand in strings', () => {
    expect(parse(JSON.stringify(['\\"[[['.repeat(1000), '{"'.repeat(1000)]))).toHaveLength(2);
  });

  it('reads NaN and the infinities, and leaves strings alone, when Python wrote them', () => {
    const numbers = parse(
      '{"a": [NaN, -Infinity, {"b": Infinity}], "NaN": "NaN", "c": "a \\\\\\" NaN, \\\\", "d": ' +
        '[NaN]}',
    ) as { a: unknown[]; d: unknown[] };
    expect(numbers).toMatchObject({ NaN: 'NaN', c: 'a \\" NaN, \\' });
    expect(
      [...numbers.a.slice(0, 2), (numbers.a[2] as { b: unknown }).b, ...numbers.d].map(toNumber),
    ).toEqual([NaN, -Infinity, Infinity, NaN]);
    expect(toNumber((parse('[NaN, 9007199254740993]') as unknown[])[1])).toBe(
      9_007_199_254_740_992,
    );
    expect(toNumber(parse('NaN'))).toBeNaN();
  });

  it('answers or throws a MaasError when the bytes are any', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expectAnswerOrError(() => parseJson(bytes));
      }),
    );
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(
            '[',
            ']',
            '{',
            '}',
            '"',
            ',',
            ':',
            '\\',
            '0',
            '1',
            'e',
            '-',
            '.',
            ' ',
          ),
          maxLength: 60,
        }),
        (text) => {
          expectAnswerOrError(() => parse(text));
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('isDeeperThan', () => {
  it('finds the depth that a walk finds when the document is valid', () => {
    const measure = (value: unknown): number =>
      typeof value === 'object' && value !== null
        ? 1 + Math.max(0, ...Object.values(value).map(measure))
        : 0;
    fc.assert(
      fc.property(
        fc.jsonValue({
          maxDepth: 6,
          stringUnit: fc.constantFrom('[', ']', '{', '}', '"', '\\', 'a'),
        }),
        (value) => {
          const bytes = Buffer.from(JSON.stringify(value));
          const depth = measure(value);
          expect(isDeeperThan(depth, bytes)).toBe(false);
          if (depth > 0) expect(isDeeperThan(depth - 1, bytes)).toBe(true);
        },
      ),
    );
  });
});
