/** A piece of a text. */
export interface Token {
  readonly id: number;
  readonly text: string;
  /** Position of the first character in the text, in code points. */
  readonly start: number;
  /** Position after the last one. */
  readonly end: number;
  /** Number of the word in the text that the token belongs to. */
  readonly word: number;
}

/** A token in its place before the model. */
export interface PlacedToken extends Token {
  readonly type: number;
  /** 0 for the text, 1 for its pair; absent for the special tokens around them. */
  readonly sequence?: 0 | 1;
}
