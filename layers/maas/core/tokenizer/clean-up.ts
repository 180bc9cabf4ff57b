/** Blanks that no English text has, with what stands in their place, in transformers' order. */
const REPLACED = [
  [' .', '.'],
  [' ?', '?'],
  [' !', '!'],
  [' ,', ','],
  [" ' ", "'"],
  [" n't", "n't"],
  [" 'm", "'m"],
  [" 's", "'s"],
  [" 've", "'ve"],
  [" 're", "'re"],
] as const;

/** Few tokens have any of them. */
const ANY = / (?:[.?!,]|n't|'(?: |m|s|ve|re))/;

/** Takes the blanks before punctuation and before the endings of English away. */
export function cleanUp(text: string): string {
  if (!ANY.test(text)) return text;
  return REPLACED.reduce((cleaned, [from, to]) => cleaned.replaceAll(from, to), text);
}
