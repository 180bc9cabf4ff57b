import { Buffer } from 'node:buffer';

/** `<0xE3>` and the like. @returns undefined where the vocabulary lacks one */
export function toByteTokens(
  text: string,
  vocabulary: ReadonlyMap<string, number>,
): readonly number[] | undefined {
  const ids = Array.from(Buffer.from(text), (byte) =>
    vocabulary.get(`<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`),
  );
  return ids.every((id) => id !== undefined) ? ids : undefined;
}

/** @returns undefined for a token that is no byte */
export function readByteToken(token: string): number | undefined {
  if (!token.startsWith('<0x')) return undefined;
  const [, digits] = /^<0x([0-9A-Fa-f]{2})>$/.exec(token) ?? [];
  return digits === undefined ? undefined : Number.parseInt(digits, 16);
}
