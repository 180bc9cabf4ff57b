import { Buffer } from 'node:buffer';

/** Bytes as GPT-2 writes them: the printable ones as themselves, the others from U+0100 on. */
const BYTE_CHARS: readonly string[] = (() => {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) =>
    String.fromCodePoint(
      (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad) ? byte : next++,
    ),
  );
})();
/** The bytes by the codes of their characters. */
const BYTES: readonly (number | undefined)[] = (() => {
  const bytes: number[] = [];
  BYTE_CHARS.forEach((char, byte) => {
    bytes[char.charCodeAt(0)] = byte;
  });
  return bytes;
})();

/** The bytes of a text in UTF-8, a character for each. */
export function toByteChars(text: string): string {
  return Array.from(Buffer.from(text), (byte) => BYTE_CHARS[byte] ?? '').join('');
}

/** The text of tokens that stand for bytes; one with a character that stands for none is text. */
export function fromByteChars(tokens: readonly string[]): string {
  const bytes: number[] = [];
  for (const token of tokens) {
    const kept = bytes.length;
    for (let at = 0; at < token.length; at++) {
      const byte = BYTES[token.charCodeAt(at)];
      if (byte === undefined) {
        bytes.splice(kept, at, ...Buffer.from(token));
        break;
      }
      bytes.push(byte);
    }
  }
  return Buffer.from(bytes).toString();
}
