import { AlignedTextBuilder, type AlignedText } from './aligned-text.ts';
import { orderMarks, type Mark } from './canonical-order.ts';

export type Form = 'NFC' | 'NFD' | 'NFKC' | 'NFKD';

/**
 * Characters that follow another in the piece to which a form is applied: marks, and the parts of a
 * Hangul syllable.
 */
const FOLLOWER = /^[\p{M}\u{1160}-\u{11FF}\uFF9E\uFF9F]$/u;

/**
 * A Unicode form; a character that several were composed to comes from where the first of them did.
 */
export function composeUnicode(
  { chars, origins }: AlignedText,
  form: Form,
  result: AlignedTextBuilder = new AlignedTextBuilder(),
): AlignedText {
  for (let start = 0, end = 1; start < chars.length; start = end, end++) {
    while (isFollower(chars[end] ?? '')) end++;
    const char = chars[start] ?? '';
    if (end - start === 1) composeOne(char, origins[start] ?? 0, form, result);
    else composePiece(chars.slice(start, end), origins.slice(start, end), form, result);
  }
  return result;
}

function isFollower(char: string): boolean {
  return char >= '\u0300' && FOLLOWER.test(char);
}

function composeOne(char: string, origin: number, form: Form, result: AlignedTextBuilder): void {
  for (const part of char < '\u0080' ? char : char.normalize(form)) result.push(part, origin);
}

function composePiece(
  piece: readonly string[],
  from: readonly number[],
  form: Form,
  result: AlignedTextBuilder,
): void {
  const decomposed = form.startsWith('NFK') ? 'NFKD' : 'NFD';
  const ordered = orderMarks(
    piece.flatMap((char, index) =>
      Array.from(char.normalize(decomposed), (part): Mark => ({
        char: part,
        origin: from[index] ?? 0,
      })),
    ),
  );
  let at = 0;
  for (const char of ordered
    .map((mark) => mark.char)
    .join('')
    .normalize(form)) {
    result.push(char, ordered[at]?.origin ?? 0);
    at += form === decomposed || char < '\u00C0' ? 1 : Array.from(char.normalize('NFD')).length;
  }
}
