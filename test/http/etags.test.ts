import { describe, expect, it } from '@jest/globals';
import { formatEtag, parseIfMatch } from '../../layers/maas/http/etags.ts';

describe('formatEtag', () => {
  it.each(['abc', '"abc"'])('quotes %s once', (etag) => {
    expect(formatEtag(etag)).toBe('"abc"');
  });
});

describe('parseIfMatch', () => {
  it.each([undefined, '*', ' * ', '"abc"', '"x", "abc"', '"abc" , "y"'])(
    'allows abc when the header is %j',
    (header) => {
      expect(parseIfMatch(header)('abc')).toBe(true);
      expect(parseIfMatch(header)('"abc"')).toBe(true);
    },
  );

  it.each(['"x"', 'W/"abc"', 'abc', '', '"ab", "c"', '"*"'])(
    'refuses abc when the header is %j',
    (header) => {
      expect(parseIfMatch(header)('abc')).toBe(false);
    },
  );
});
