import { Buffer } from 'node:buffer';
import { AlignedTextBuilder, type AlignedText } from './aligned-text.ts';

/** Bytes of a replacement; Unicode's own longest has 33. */
const LONGEST_REPLACEMENT = 1024;

/**
 * SentencePiece's own normalisation: a table of replacements, found by a double-array trie. As the
 * Rust library reads it: whole graphemes of fewer than 6 bytes first, then character by character.
 * @throws Error when the table is not whole
 */
export function createPrecompiled(
  base64: string | null | undefined,
): (text: AlignedText, result?: AlignedTextBuilder) => AlignedText {
  const bytes = Buffer.from(base64 ?? '', 'base64');
  if (
    bytes.length < 4 ||
    bytes.readUInt32LE(0) + 4 > bytes.length ||
    bytes.readUInt32LE(0) % 4 !== 0
  ) {
    throw new Error('The normalizer Precompiled has no whole table.');
  }
  const trieBytes = bytes.readUInt32LE(0);
  const trie = Uint32Array.from({ length: trieBytes / 4 }, (_, index) =>
    bytes.readUInt32LE(4 + index * 4),
  );
  const replacements = bytes.subarray(4 + trieBytes);
  // Made here, because to load its tables takes 8 ms of each start.
  const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });
  const find = (text: string): readonly string[] | undefined => {
    const at = findShortest(trie, Buffer.from(text));
    return at === undefined
      ? undefined
      : readReplacement(replacements.subarray(at, at + LONGEST_REPLACEMENT));
  };
  return (text, result = new AlignedTextBuilder()) =>
    replaceGraphemes(text, segmenter, find, result);
}

/** It ends at the first zero. @throws Error where there is none */
function readReplacement(bytes: Buffer): readonly string[] {
  const end = bytes.indexOf(0);
  if (end === -1 && bytes.length === LONGEST_REPLACEMENT) {
    throw new Error(
      `The normalizer Precompiled replaces a character by more than ${LONGEST_REPLACEMENT} bytes.`,
    );
  }
  return Array.from(bytes.toString('utf8', 0, Math.max(end, 0)));
}

function replaceGraphemes(
  { chars, origins }: AlignedText,
  segmenter: Intl.Segmenter,
  find: (text: string) => readonly string[] | undefined,
  result: AlignedTextBuilder,
): AlignedText {
  let at = 0;
  const put = (replacement: readonly string[], length: number): void => {
    replacement.forEach((char, index) => {
      result.push(char, origins[at + Math.min(index, length - 1)] ?? 0);
    });
    at += length;
  };
  for (const { segment } of segmenter.segment(chars.join(''))) {
    const parts = Array.from(segment);
    const whole = Buffer.byteLength(segment) < 6 ? find(segment) : undefined;
    if (whole) put(whole, parts.length);
    else for (const part of parts) put(find(part) ?? [part], 1);
  }
  return result;
}

/** The value of the shortest key that the bytes begin with (darts-clone's layout). */
function findShortest(trie: Uint32Array, key: Uint8Array): number | undefined {
  const unitAt = (index: number): number => trie[index] ?? 0;
  const offsetOf = (unit: number): number => (unit >>> 10) << ((unit & 0x200) >>> 6);
  let node = offsetOf(unitAt(0));
  for (const byte of key) {
    if (byte === 0) return undefined;
    node ^= byte;
    const unit = unitAt(node);
    if ((unit & 0x800000ff) >>> 0 !== byte) return undefined;
    node ^= offsetOf(unit);
    if ((unit >>> 8) & 1) return unitAt(node) & 0x7fffffff;
  }
  return undefined;
}
