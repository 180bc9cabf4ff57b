/**
 * The part of @huggingface/tokenizers that is used here, typed: its decoders. Its own declarations
 * import without file endings, which TypeScript does not follow under Node's rules. Encoding is
 * done here: the library gives no offsets, and other ids than the Rust one for some texts.
 */
import * as library from '@huggingface/tokenizers';

export interface Decoder {
  readonly decoder: ((tokens: readonly string[]) => string) | null;
  decode(
    ids: readonly number[],
    options: {
      readonly skip_special_tokens: boolean;
      readonly clean_up_tokenization_spaces: boolean;
    },
  ): string;
}

export interface DecoderConfig {
  readonly type?: string;
  readonly decoders?: readonly DecoderConfig[];
}

interface Library {
  readonly Tokenizer: new (json: object, config: object) => Decoder;
}

/**
 * @param vocabulary ids by token
 * @throws Error for a decoder that the library does not know
 */
export function createDecoder(
  decoder: DecoderConfig | null | undefined,
  addedTokens: readonly object[],
  vocabulary: ReadonlyMap<string, number>,
): Decoder {
  const model = { type: 'WordLevel', vocab: Object.fromEntries(vocabulary) };
  const json = {
    added_tokens: addedTokens,
    normalizer: null,
    pre_tokenizer: null,
    post_processor: null,
    decoder: decoder ?? null,
    model,
  };
  return new (library as unknown as Library).Tokenizer(json, { unk_token: '' });
}

/** Tells whether the characters of a token stand for bytes. */
export function readsBytes(decoder: DecoderConfig | null | undefined): boolean {
  return decoder?.type === 'ByteLevel' || (decoder?.decoders ?? []).some(readsBytes);
}
