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
const KNOWN: ReadonlySet<string> = new Set(BYTE_CHARS);

/** The bytes of a text in UTF-8, a character for each. */
export function toByteChars(text: string): string {
  return Array.from(Buffer.from(text), (byte) => BYTE_CHARS[byte] ?? '').join('');
}

/**
 * Leaves a token as it is, as a decoder of bytes does, where it has a character that stands for no
 * byte: it is text already.
 */
export function keepPlainText(token: string): string {
  return Array.from(token).every((char) => KNOWN.has(char)) ? token : toByteChars(token);
}
