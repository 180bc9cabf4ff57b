import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  decodeHead,
  encodeFrame,
  encodeHead,
  encodeTextFrame,
  FRAME,
  FrameReader,
} from '../../layers/maas/hosts/frames.ts';

type Seen = readonly [kind: number, content: string];

function read(chunks: readonly Uint8Array[], mostBytes = 1000): Seen[] {
  const seen: Seen[] = [];
  const reader = new FrameReader({
    mostBytes,
    onFrame: (kind, content) => {
      seen.push([kind, content.toString()]);
    },
  });
  for (const chunk of chunks) reader.read(Buffer.from(chunk));
  return seen;
}

describe('frames', () => {
  it('come out as they went in, however they were cut on their way', () => {
    const texts = fc.array(fc.string({ unit: 'grapheme', maxLength: 60 }), { maxLength: 8 });
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(texts, sizes, (given, cuts) => {
        const bytes = Buffer.concat(given.map((text) => encodeTextFrame(FRAME.lines, text)));
        const chunks: Buffer[] = [];
        for (let start = 0, cut = 0; start < bytes.length; cut++) {
          const end = start + (cuts[cut % cuts.length] ?? 1);
          chunks.push(bytes.subarray(start, end));
          start = end;
        }
        expect(read(chunks)).toEqual(given.map((text) => [FRAME.lines, text]));
      }),
    );
  });

  it('may have no content', () => {
    expect(read([encodeFrame(FRAME.ready), encodeFrame(FRAME.end)])).toEqual([
      [FRAME.ready, ''],
      [FRAME.end, ''],
    ]);
  });

  it('are refused as soon as they say that they are too long', () => {
    const long = encodeTextFrame(FRAME.part, 'x'.repeat(1001));
    expect(() => read([long.subarray(0, 5)])).toThrow('A frame says that it has 1001 bytes');
  });

  it('have a head and a body that are told apart', () => {
    const body = Buffer.from([0, 255, 1]);
    const frame = Buffer.concat([encodeHead(FRAME.answer, { status: 200 }, body.length), body]);
    expect(decodeHead(frame.subarray(5))).toEqual({ head: { status: 200 }, body });
  });

  it('are refused when their head is longer than they are', () => {
    expect(() => decodeHead(Buffer.from([0, 0, 0, 9, 123]))).toThrow('longer than the frame');
  });
});
