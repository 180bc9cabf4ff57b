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

  it.each(['W/"abc"', 'abc', '', 'W/"a", abc'])(
    'says of the header %j that it matches nothing',
    (header) => {
      expect(() => parseIfMatch(header)).toThrow(
        expect.objectContaining({
          code: 'PRECONDITION_FAILED',
          message: expect.stringMatching(/double quotes and without W\/; got ".*matches nothing/),
        }),
      );
    },
  );

  it.each(['"x"', 'W/"abc", "x"', '"ab", "c"', '"*"'])(
    'refuses abc when the header is %j',
    (header) => {
      expect(parseIfMatch(header)('abc')).toBe(false);
    },
  );
});
