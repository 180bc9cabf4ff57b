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
const BYTES: ReadonlyMap<string, number> = new Map(BYTE_CHARS.map((char, byte) => [char, byte]));

/** The bytes of a text in UTF-8, a character for each. */
export function toByteChars(text: string): string {
  return Array.from(Buffer.from(text), (byte) => BYTE_CHARS[byte] ?? '').join('');
}

/** The bytes that a token stands for; its own where a character stands for none: it is text. */
export function toBytes(token: string): Uint8Array {
  const bytes = Array.from(token, (char) => BYTES.get(char));
  return bytes.every((byte) => byte !== undefined) ? Uint8Array.from(bytes) : Buffer.from(token);
}
