/** @throws Error with the sentence, which says what was wrong and what it got */
export function refuse(isWrong: boolean, sentence: string): void {
  if (isWrong) throw new Error(sentence);
}
