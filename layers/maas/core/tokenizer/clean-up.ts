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

/** Takes the blanks before punctuation and before the endings of English away. */
export function cleanUp(text: string): string {
  return REPLACED.reduce((cleaned, [from, to]) => cleaned.replaceAll(from, to), text);
}
