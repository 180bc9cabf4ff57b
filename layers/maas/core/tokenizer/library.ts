/**
 * The parts of @huggingface/tokenizers that are used here, typed: its own declarations import without file endings,
 * which TypeScript does not follow under Node's rules.
 */
import * as library from '@huggingface/tokenizers';

export interface Normalizer {
  (text: string): string;
  readonly config: Readonly<Record<string, unknown>>;
  normalize(text: string): string;
}

export interface PreTokenizer {
  pre_tokenize_text(text: string, options: { readonly section_index: number }): string[];
}

export interface Model {
  (words: readonly string[]): string[];
  readonly unk_token_id?: number;
  readonly unk_token?: string | null;
  readonly end_of_word_suffix?: string | null;
}

export interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly single_word: boolean;
  readonly lstrip: boolean;
  readonly rstrip: boolean;
  readonly normalized: boolean;
}

export interface Tokenizer {
  readonly normalizer: Normalizer | null;
  readonly pre_tokenizer: PreTokenizer | null;
  readonly model: Model | null;
  readonly decoder: ((tokens: readonly string[]) => string) | null;
  token_to_id(token: string): number | undefined;
  id_to_token(id: number): string | undefined;
  get_added_tokens_decoder(): ReadonlyMap<number, AddedToken>;
  decode(ids: readonly number[], options: { readonly skip_special_tokens: boolean; readonly clean_up_tokenization_spaces: boolean }): string;
}

type Class<T, A extends unknown[] = never[]> = new (...args: A) => T;

/** Sets apart classes that look alike. */
interface Named<N extends string> {
  readonly [name]: N;
}
declare const name: unique symbol;

interface Library {
  readonly Tokenizer: Class<Tokenizer, [json: object, config: object]>;
  readonly WordPiece: Class<Model & Named<'WordPiece'>>;
  readonly BertNormalizer: Class<Normalizer & Named<'BertNormalizer'>>;
  readonly LowercaseNormalizer: Class<Normalizer & Named<'LowercaseNormalizer'>>;
  readonly PrependNormalizer: Class<Normalizer & Named<'PrependNormalizer'>>;
  readonly ReplaceNormalizer: Class<Normalizer & { readonly pattern: RegExp | null }>;
  readonly SequenceNormalizer: Class<Normalizer & { readonly normalizers: readonly (Normalizer | null)[] }>;
  readonly StripAccentsNormalizer: Class<Normalizer & Named<'StripAccentsNormalizer'>>;
  readonly StripNormalizer: Class<Normalizer & Named<'StripNormalizer'>>;
  readonly ByteLevelPreTokenizer: Class<PreTokenizer & Named<'ByteLevelPreTokenizer'>>;
  readonly MetaspacePreTokenizer: Class<PreTokenizer & { readonly replacement: string }>;
  readonly SequencePreTokenizer: Class<PreTokenizer & { readonly tokenizers: readonly (PreTokenizer | null)[] }>;
  readonly WhitespacePreTokenizer: Class<PreTokenizer & Named<'WhitespacePreTokenizer'>>;
}

export const {
  Tokenizer, WordPiece,
  BertNormalizer, LowercaseNormalizer, PrependNormalizer, ReplaceNormalizer, SequenceNormalizer, StripAccentsNormalizer, StripNormalizer,
  ByteLevelPreTokenizer, MetaspacePreTokenizer, SequencePreTokenizer, WhitespacePreTokenizer,
} = library as unknown as Library;
