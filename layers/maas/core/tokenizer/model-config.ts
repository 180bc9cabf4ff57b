/** A token of a word, and the characters of the word that it stands for. */
export interface Part {
  readonly id: number;
  readonly start: number;
  readonly end: number;
}

/** Cuts a word, given as its characters, into tokens. */
export type Cut = (word: readonly string[]) => Part[];

export interface ModelConfig {
  readonly type?: string;
  readonly vocab: Readonly<Record<string, number>> | readonly (readonly [string, number])[];
  readonly unk_token?: string | null;
  readonly unk_id?: number | null;
  readonly continuing_subword_prefix?: string | null;
  readonly max_input_chars_per_word?: number;
  readonly end_of_word_suffix?: string | null;
  readonly merges?: readonly (string | readonly [string, string])[];
  readonly fuse_unk?: boolean;
  readonly byte_fallback?: boolean;
  readonly ignore_merges?: boolean;
  readonly dropout?: number | null;
}
