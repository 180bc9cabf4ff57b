import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { alignText } from '../../../layers/maas/core/tokenizer/aligned-text.ts';
import { composeUnicode } from '../../../layers/maas/core/tokenizer/unicode-forms.ts';

const FORMS = ['NFC', 'NFD', 'NFKC', 'NFKD'] as const;
/**
 * Marks of all classes, what composes with them, parts of Hangul syllables, and what becomes many
 * characters.
 */
const CHARACTERS = Array.from({ length: 0x20000 }, (_, code) => code)
  .filter((code) => code < 0xd800 || code > 0xdfff)
  .map((code) => String.fromCodePoint(code))
  .filter(
    (char) => /[\p{M}\u1100-\u11FF\uFF9E\uFF9F]/u.test(char) || char.normalize('NFKD') !== char,
  );

describe.each(FORMS)('the form %s', (form) => {
  it('is that of the language for any row of marks, with each character at a place of the text', () => {
    const text = fc
      .array(
        fc.oneof(
          fc.constantFrom(...CHARACTERS),
          fc.constantFrom('a', 'o', ' ', '\u0301', '\u0316', '\u0345', '\u0334'),
        ),
        { maxLength: 40 },
      )
      .map((chars) => chars.join(''));

    fc.assert(
      fc.property(text, (given) => {
        const { chars, origins } = composeUnicode(alignText(given), form);

        expect(chars.join('')).toBe(given.normalize(form));
        expect(
          origins.every(
            (origin, index) =>
              origin >= 0 && origin < Array.from(given).length && chars[index] !== undefined,
          ),
        ).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['marks that change their places', 'a', '\u0301\u0316'],
    ['marks of three classes', 'a', '\u0345\u0301\u0334'],
    ['the parts of Hangul syllables', '\u1100', '\u1161\u11A8'],
    ['vowel signs that compose with each other', '\u0DD9', '\u0DCF\u0DD9'],
  ])('comes to an end for a long text of %s', (_name, first, repeated) => {
    const long = 100_000;

    const { chars } = composeUnicode(alignText(first + repeated.repeat(long)), form);

    expect(chars.length).toBeGreaterThanOrEqual(long);
  });
});

it('leaves marks of one class as they stood, and says where each came from', () => {
  expect(composeUnicode(alignText('x\u0301\u0316\u0300\u0316'), 'NFD')).toEqual({
    chars: ['x', '\u0316', '\u0316', '\u0301', '\u0300'],
    origins: [0, 2, 4, 1, 3],
  });
});
