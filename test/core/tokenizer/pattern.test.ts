import { describe, expect, it } from '@jest/globals';
import { toPattern } from '../../../layers/maas/core/tokenizer/pattern.ts';

/** Told by tokenizers 0.23: `Split(Regex(…), 'removed', invert=True).pre_tokenize_str(text)`. */
describe('toPattern', () => {
  it.each<[string, string, string, string[]]>([
    ['fractions and powers of Latin-1 are words', '\\w+', 'x² 1½ ¼¾³¹', ['x²', '1½', '¼¾³¹']],
    ['other numbers of that kind are none', '\\w+', 'a ① ⁴ Ⅷ ⅓ b_c', ['a', 'Ⅷ', 'b_c']],
    [
      'they stand for themselves in a class',
      '[\\w-]+',
      'well-known ½-full',
      ['well-known', '-full'],
    ],
    ['what is no word is asked for', '\\W+', 'a ①½,!b', [' ①', ',!']],
  ])('finds what Oniguruma finds when %s', (_, Regex, text, found) => {
    expect(text.match(toPattern({ Regex }))).toEqual(found);
  });

  it('refuses what is no word between brackets, which JavaScript writes otherwise', () => {
    expect(() => toPattern({ Regex: '[\\W_]+' })).toThrow('The escape \\W of a regular expression');
  });
});
