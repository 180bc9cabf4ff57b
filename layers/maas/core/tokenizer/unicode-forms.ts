import { mapChars, mapPieces, type AlignedText } from './aligned-text.ts';

export type Form = 'NFC' | 'NFD' | 'NFKC' | 'NFKD';

/** Where a form can be applied piece by piece: a character with the marks, or the parts of a Hangul syllable, that follow it. */
const COMPOSED = /[^][\p{M}\u{1160}-\u{11FF}\uFF9E\uFF9F]*/gu;

/** A Unicode form; a character that several were composed to comes from where the first of them did. */
export function composeUnicode(text: AlignedText, form: Form): AlignedText {
  const decomposed = form.startsWith('NFK') ? 'NFKD' : 'NFD';
  return mapPieces(text, COMPOSED, (piece) => {
    if (piece.chars.length === 1 && (piece.chars[0] ?? '') < '\u0080') return piece;
    const parts = mapChars(piece, (char) => char.normalize(decomposed));
    const whole = piece.chars.join('');
    const ordered = reorder(parts, Array.from(whole.normalize(decomposed)));
    if (form === decomposed) return ordered;
    const chars = Array.from(whole.normalize(form));
    let at = 0;
    const origins = chars.map((char) => {
      const origin = ordered.origins[at] ?? 0;
      at += Array.from(char.normalize('NFD')).length;
      return origin;
    });
    return { chars, origins };
  });
}

/** Marks change their places when they are brought into their order. */
function reorder({ chars, origins }: AlignedText, wanted: readonly string[]): AlignedText {
  const left = chars.map((char, index) => ({ char, origin: origins[index] ?? 0 }));
  return { chars: wanted, origins: wanted.map((char) => left.splice(left.findIndex((part) => part.char === char), 1)[0]?.origin ?? 0) };
}
