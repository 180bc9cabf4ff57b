import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { convertBooster } from '../../../layers/maas/core/convert/convert-booster.ts';
import type { BoosterSource } from '../../../layers/maas/core/convert/ensemble/booster-source.ts';
import { RejectionError } from '../../../layers/maas/core/errors.ts';
import { getBooster } from '../../support/boosters.ts';
import { toFileBytes } from '../../support/file-bytes.ts';

type Format = BoosterSource['format'];

const SEEDS: readonly (readonly [Format, string])[] = [
  ['xgboost-json', 'xgboost-3.2.0/named-categories.json'],
  ['xgboost-json', 'xgboost-1.7.6/dart.json'],
  ['xgboost-ubj', 'xgboost-3.2.0/vector-leaves.ubj'],
  ['xgboost-ubj', 'xgboost-2.1.4/codes-one-hot.ubj'],
  ['lightgbm-text', 'lightgbm-4.6.0/named-categories.txt'],
  ['lightgbm-text', 'lightgbm-3.3.5/rf-multiclass.txt'],
];
const HEADS: Readonly<Record<Format, string>> = {
  'xgboost-json': '{"learner":{',
  'xgboost-ubj': '{L\0\0\0\0\0\0\0\x07learner{',
  'lightgbm-text': 'tree\nversion=v4\nnum_class=1\nmax_feature_idx=3\n',
};

/** @returns whether a model came of it; anything but a sentence for its owner throws */
function converts(bytes: Uint8Array, format: Format): boolean {
  try {
    return convertBooster(toFileBytes(bytes), format).model.length > 0;
  } catch (error) {
    if (!(error instanceof RejectionError)) throw error;
    expect(error.message).toMatch(/^The model cannot be converted: .*; .*\.$/s);
    return false;
  }
}

interface Change {
  readonly at: number;
  readonly kind: 'byte' | 'cut' | 'drop' | 'double' | 'number';
  readonly value: number;
}

const changes = fc.array(
  fc.record<Change>({
    at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    kind: fc.constantFrom('byte', 'cut', 'drop', 'double', 'number'),
    value: fc.nat(255),
  }),
  { minLength: 1, maxLength: 4 },
);
const NUMBERS = ['-1', '0', '-2147483648', '4294967296', '1e309', 'NaN', '0.5', '99999', '', '""'];

function change(seed: Uint8Array, { at, kind, value }: Change): Uint8Array {
  const place = Math.floor(at * seed.length);
  const end = Math.min(seed.length, place + 1 + value);
  const parts = (middle: Uint8Array, next = end): Uint8Array =>
    Buffer.concat([seed.subarray(0, place), middle, seed.subarray(next)]);
  switch (kind) {
    case 'byte':
      return parts(Uint8Array.of(value), place + 1);
    case 'cut':
      return seed.subarray(0, place);
    case 'drop':
      return parts(new Uint8Array(0));
    case 'double':
      return parts(Buffer.concat([seed.subarray(place, end), seed.subarray(place, end)]));
    case 'number': {
      const text = Buffer.from(seed).toString('latin1');
      const rest = text.slice(place).replace(/-?\d[\d.eE+-]*/, NUMBERS[value % 10] ?? '0');
      return Buffer.from(text.slice(0, place) + rest, 'latin1');
    }
  }
}

describe('the conversion of a file', () => {
  it.each(Object.entries(HEADS) as [Format, string][])(
    'ends in a model or a sentence whatever the bytes of a %s are',
    (format, head) => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, isHeaded) => {
          const start = isHeaded ? Buffer.from(head, 'latin1') : Buffer.alloc(0);
          converts(Buffer.concat([start, bytes]), format);
        }),
        { numRuns: 500 },
      );
    },
  );

  it.each(SEEDS)('ends in a model or a sentence when a good %s is damaged: %s', (format, name) => {
    const { bytes } = getBooster(name);
    expect(converts(bytes, format)).toBe(true);
    fc.assert(
      fc.property(changes, (damages) => {
        converts(damages.reduce<Uint8Array>(change, bytes), format);
      }),
      { numRuns: 300 },
    );
  });
});
