import { Tokenizer, WordPiece, type Model } from './library.ts';
import { alignText, sliceText, type AlignedText } from './aligned-text.ts';
import { AddedTokens } from './added-tokens.ts';
import { normalize } from './normalize.ts';
import { preTokenize } from './pre-tokenize.ts';
import { countSpecials, toTemplate, type PostProcessorConfig, type Template } from './template.ts';
import type { PlacedToken, Token } from './token.ts';
import { trimOffsets } from './trim-offsets.ts';

/**
 * What `tokenizer.json` says, with the offsets that the JavaScript library does not give and equal ids where it differs from the Rust one.
 * The library's parts do the work (patterns, WordPiece, BPE, Unigram, decoders); how they are chained is done here.
 */
export class TextTokenizer {
  readonly #library: Tokenizer;
  readonly #model: Model;
  readonly #added: AddedTokens;
  readonly #template: Template;
  readonly #prefix: string;
  readonly #cleansUp: boolean;
  readonly unknownId: number | undefined;
  /** What fills up the shorter texts of a batch. */
  readonly padId: number;
  readonly classId: number | undefined;
  readonly maskId: number | undefined;

  /** @throws Error when the library cannot read them */
  constructor(json: TokenizerJson, config: TokenizerConfigJson) {
    const complete = { normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null, added_tokens: [], ...json };
    this.#library = new Tokenizer(complete, config);
    if (!this.#library.model) throw new Error('It has no model.');
    this.#model = this.#library.model;
    this.#added = new AddedTokens([...this.#library.get_added_tokens_decoder().values()], this.#library.normalizer);
    this.#template = toTemplate(json.post_processor);
    this.#prefix = json.model.continuing_subword_prefix ?? '##';
    this.#cleansUp = config.clean_up_tokenization_spaces ?? false;
    this.unknownId = this.#model.unk_token_id ?? this.findId(json.model.unk_token ?? '');
    this.padId = this.#findSpecial(config.pad_token) ?? json.padding?.pad_id ?? 0;
    this.classId = this.#findSpecial(config.cls_token);
    this.maskId = this.#findSpecial(config.mask_token);
  }

  /** Whether tokens inside a word are marked, so that words can be put together again. */
  get marksSubwords(): boolean {
    return this.#model instanceof WordPiece;
  }

  findToken(id: number): string | undefined {
    return this.#library.id_to_token(id);
  }

  findId(token: string): number | undefined {
    return this.#library.token_to_id(token);
  }

  /** Special tokens that stand around one text, or around two. */
  countSpecials(isPair: boolean): number {
    return countSpecials(isPair ? this.#template.pair : this.#template.single);
  }

  /** @param atMost tokens after which the rest of the text is left */
  tokenize(text: string, atMost = Infinity): Token[] {
    const tokens: Token[] = [];
    let word = 0;
    const add = (parts: readonly Omit<Token, 'word'>[]): void => {
      for (const part of parts) tokens.push({ ...part, word });
      word++;
    };
    let section = 0;
    for (const raw of this.#added.splitRaw(alignText(text))) {
      if ('token' in raw) add([raw.token]);
      else {
        for (const piece of this.#added.splitNormalized(normalize(raw.text, this.#library.normalizer))) {
          if (tokens.length >= atMost) return tokens.slice(0, atMost);
          if ('token' in piece) add([piece.token]);
          else for (const part of preTokenize(piece.text, this.#library.pre_tokenizer, section)) {
            if (tokens.length >= atMost) return tokens.slice(0, atMost);
            add(this.#cut(part));
          }
        }
      }
      section++;
    }
    const trimmed = this.#template.trimsOffsets ? tokens.map((token) => trimOffsets(token)) : tokens;
    return trimmed.length > atMost ? trimmed.slice(0, atMost) : trimmed;
  }

  /** Puts the special tokens around a text and its pair. */
  place(first: readonly Token[], second?: readonly Token[]): PlacedToken[] {
    return (second ? this.#template.pair : this.#template.single).flatMap((part): PlacedToken[] => {
      if ('token' in part) return [{ id: this.findId(part.token) ?? 0, text: part.token, start: 0, end: 0, word: -1, type: part.type }];
      const sequence = part.text === 'A' ? 0 : 1;
      return (sequence === 0 ? first : second ?? []).map((token) => ({ ...token, type: part.type, sequence }));
    });
  }

  /** The text of a row of tokens. */
  join(tokens: readonly string[]): string {
    return this.#library.decoder ? this.#library.decoder([...tokens]) : tokens.join(' ');
  }

  decode(ids: readonly number[], options: { readonly skipSpecials: boolean }): string {
    if (ids.length === 0) return '';
    return this.#library.decode([...ids], { skip_special_tokens: options.skipSpecials, clean_up_tokenization_spaces: this.#cleansUp });
  }

  /** One word, cut by the model. */
  #cut(word: AlignedText): Omit<Token, 'word'>[] {
    if (word.chars.length === 0) return [];
    const texts = this.#model([word.chars.join('')]);
    const lengths = texts.map((text, index) => this.#measure(text, index, texts.length, word.chars.length));
    const fits = lengths.reduce((sum, length) => sum + length, 0) === word.chars.length;
    let at = 0;
    return texts.flatMap((text, index) => {
      const id = this.findId(text) ?? this.unknownId;
      const part = fits ? sliceText(word, at, at + (lengths[index] ?? 0)) : word;
      at += lengths[index] ?? 0;
      return id === undefined ? [] : [{ id, text: this.#toKnown(text, id), start: part.origins[0] ?? 0, end: (part.origins.at(-1) ?? -1) + 1 }];
    });
  }

  /** How many characters of the word a token stands for. */
  #measure(token: string, index: number, count: number, wordLength: number): number {
    if (token === this.#model.unk_token && count === 1) return wordLength;
    const length = Array.from(token).length;
    if (this.#model instanceof WordPiece) return index === 0 ? length : length - this.#prefix.length;
    const suffix = this.#model.end_of_word_suffix;
    return suffix && index === count - 1 && token.endsWith(suffix) ? length - suffix.length : length;
  }

  #findSpecial(token: SpecialToken | null | undefined): number | undefined {
    return token ? this.findId(typeof token === 'string' ? token : token.content) : undefined;
  }

  #toKnown(token: string, id: number): string {
    return id === this.unknownId ? this.#model.unk_token ?? token : token;
  }
}

export interface TokenizerJson {
  readonly model: { readonly continuing_subword_prefix?: string; readonly unk_token?: string | null };
  readonly post_processor?: PostProcessorConfig | null;
  readonly padding?: { readonly pad_id?: number } | null;
}

type SpecialToken = string | { readonly content: string };

/** `tokenizer_config.json`, with what `special_tokens_map.json` adds to it. */
export interface TokenizerConfigJson {
  readonly clean_up_tokenization_spaces?: boolean | null;
  readonly pad_token?: SpecialToken | null;
  readonly cls_token?: SpecialToken | null;
  readonly mask_token?: SpecialToken | null;
}
