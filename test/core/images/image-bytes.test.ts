import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { decodeImageText, isPicture } from '../../../layers/maas/core/images/image-bytes.ts';

const BYTES = Buffer.from([0xfb, 0xff, 0xbf, 1, 2]);
const PLAIN = BYTES.toString('base64'); // +/+/AQI=

describe('a body that is a picture', () => {
  it.each(['BMI,age\n20,30\n', 'MMA*,x\n1,2\n', '["abftypes"]', 'P1 is first'])(
    'is not taken for one when it is the text %j',
    (text) => {
      expect(isPicture(Buffer.from(text))).toBe(false);
    },
  );

  it.each(['BM\x3A\0\0\0', 'MM\0*', '\0\0\0\x18ftypheic', 'P5\n# made by gimp\n'])(
    'is told by its first bytes when it begins with %j',
    (beginning) => {
      expect(isPicture(Buffer.from(beginning, 'latin1'))).toBe(true);
    },
  );
});

describe('a picture in words', () => {
  it.each([
    ['base64', PLAIN],
    ['base64 without its padding', PLAIN.replaceAll('=', '')],
    ['URL-safe base64', BYTES.toString('base64url')],
    ['URL-safe base64 with padding', `${BYTES.toString('base64url')}=`],
    ['base64 in lines', ` ${PLAIN.slice(0, 3)}\r\n${PLAIN.slice(3)}\n`],
    ['a data URL', `data:image/png;base64,${PLAIN}`],
    ['a data URL of another media type', `data:text/html;charset=utf-8;base64,${PLAIN}`],
    ['a data URL in capitals', `DATA:IMAGE/PNG;BASE64,${PLAIN}`],
    ['a data URL of no media type', `data:;base64,${PLAIN}`],
  ])('is read when it is %s', (_about, text) => {
    expect(decodeImageText(text)).toEqual(BYTES);
  });

  it.each([
    ['nothing', '', 'A picture must be base64 or a data URL; got "".'],
    ['blanks', ' \n', 'A picture must be base64 or a data URL; got " \\n".'],
    [
      'an empty data URL',
      'data:image/png;base64,',
      'A picture must be base64 or a data URL; got "data:image/png;base64,".',
    ],
    [
      'an address',
      'https://example.org/a.png',
      'A picture is sent as base64, as a data URL or as the body itself; this service fetches ' +
        'no addresses, got "https://example.org/a.png".',
    ],
    [
      'a data URL that is not base64',
      'data:image/png,abcd',
      'A data URL of a picture must say ";base64"; got "data:image/png,abcd".',
    ],
    [
      'a data URL without its comma',
      'data:image/png;base64',
      'A picture must be base64 or a data URL; got "data:image/png;base64".',
    ],
    ['other characters', 'abc!', 'A picture must be base64 or a data URL; got "abc!".'],
    ['both alphabets at once', '+_ab', 'A picture must be base64 or a data URL; got "+_ab".'],
    [
      'padding in the middle',
      'YQ==YQ==',
      'A picture must be base64 or a data URL; got "YQ==YQ==".',
    ],
    [
      'too much padding',
      'YWI==',
      "A picture's base64 is not whole: 5 characters, 2 of them padding.",
    ],
    [
      'too little padding',
      'YQ=',
      "A picture's base64 is not whole: 3 characters, 1 of them padding.",
    ],
    ['a character too much', 'YWJjZ', "A picture's base64 is not whole: 5 characters."],
  ])('is refused when it is %s', (_about, text, message) => {
    expect(() => decodeImageText(text)).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST', message }),
    );
  });

  it('comes back as the bytes that went in', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => {
        expect(decodeImageText(Buffer.from(bytes).toString('base64url'))).toEqual(
          Buffer.from(bytes),
        );
      }),
    );
  });
});
