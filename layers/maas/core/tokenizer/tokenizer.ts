import { AddedTokens, type AddedToken } from './added-tokens.ts';
import { alignText, type AlignedText } from './aligned-text.ts';
import { cleanUp } from './clean-up.ts';
import { createDecoder, type Decode, type DecoderConfig } from './decoders.ts';
import { findCut, isLocal } from './locality.ts';
import type { Cut, ModelConfig } from './model-config.ts';
import { createModel, findModelType, readVocabulary } from './token-models.ts';
import { createNormalizer, type Normalize, type NormalizerConfig } from './normalize.ts';
import { createPreTokenizer, type PreTokenize, type PreTokenizerConfig } from './pre-tokenize.ts';
import { countSpecials, toTemplate, type PostProcessorConfig, type Template } from './template.ts';
import type { PlacedToken, Token } from './token.ts';
import { trimOffsets } from './trim-offsets.ts';

/** Characters of a text that are read at first for each token that is wanted. */
const CHARS_PER_TOKEN = 8;

/**
 * The tokenizer that `tokenizer.json` describes, with the ids and offsets of the Rust library,
 * which the Hugging Face models were made with.
 */
export class TextTokenizer {
  readonly #decode: Decode;
  readonly #normalize: Normalize;
  readonly #preTokenize: PreTokenize;
  readonly #cut: Cut;
  readonly #ids: ReadonlyMap<string, number>;
  readonly #tokens: readonly string[];
  readonly #added: AddedTokens;
  readonly #specials: ReadonlySet<string>;
  readonly #template: Template;
  readonly #cleansUp: boolean;
  readonly #isLocal: boolean;
  /** True if tokens inside a word are marked, so that words can be put together again. */
  readonly marksSubwords: boolean;
  readonly unknownId: number | undefined;
  /** The token that fills up the shorter texts of a batch. */
  readonly padId: number;
  readonly classId: number | undefined;
  readonly maskId: number | undefined;
  /** True if what is too long loses its beginning, and not its end. */
  readonly cutsBeginning: boolean;

  /** @throws Error for what is not known: a tokenizer is followed to the letter, or not at all */
  constructor(
    {
      model,
      normalizer,
      pre_tokenizer: preTokenizer,
      post_processor: postProcessor,
      decoder,
      added_tokens: added = [],
      padding,
      truncation,
    }: TokenizerJson,
    config: TokenizerConfigJson,
  ) {
    const vocabulary = readVocabulary(model);
    this.#normalize = createNormalizer(normalizer);
    this.#preTokenize = createPreTokenizer(preTokenizer);
    this.#cut = createModel(model, vocabulary);
    this.#ids = addTokens(vocabulary, added);
    this.#tokens = listTokens(this.#ids);
    this.#added = new AddedTokens(added, this.#normalize);
    this.#isLocal = isLocal(normalizer, preTokenizer, added);
    this.#template = toTemplate(postProcessor);
    this.#decode = createDecoder(decoder);
    this.#specials = new Set(added.filter(({ special }) => special).map(({ content }) => content));
    this.#cleansUp = config.clean_up_tokenization_spaces ?? false;
    this.marksSubwords = findModelType(model) === 'WordPiece';
    this.unknownId = model.unk_id ?? this.findId(model.unk_token ?? '');
    this.padId = this.#findSpecial(config.pad_token) ?? padding?.pad_id ?? 0;
    this.classId = this.#findSpecial(config.cls_token);
    this.maskId = this.#findSpecial(config.mask_token);
    this.cutsBeginning =
      (config.truncation_side ?? truncation?.direction)?.toLowerCase() === 'left';
    const missing = [...this.#template.single, ...this.#template.pair].find(
      (part) => 'token' in part && this.findId(part.token) === undefined,
    );
    if (missing && 'token' in missing) {
      throw new Error(`The vocabulary lacks the special token ${missing.token}.`);
    }
  }

  findToken(id: number): string | undefined {
    return this.#tokens[id];
  }

  findId(token: string): number | undefined {
    return this.#ids.get(token);
  }

  /** Special tokens that stand around one text, or around two. */
  countSpecials(isPair: boolean): number {
    return countSpecials(isPair ? this.#template.pair : this.#template.single);
  }

  /** @param atMost tokens after which the rest of the text is left */
  tokenize(text: string, atMost = Infinity): Token[] {
    let size = atMost * CHARS_PER_TOKEN + CHARS_PER_TOKEN;
    for (let cut = this.#findCut(text, size); cut !== undefined; cut = this.#findCut(text, size)) {
      const tokens = this.#tokenize(dropLast(this.#findWords(text.slice(0, cut))), atMost);
      if (tokens.length >= atMost) return tokens;
      // All the attempts together cost no more than a third of the last one in addition.
      size = cut * 4;
    }
    return this.#tokenize(this.#findWords(text), atMost);
  }

  #findCut(text: string, from: number): number | undefined {
    return this.#isLocal && from < text.length ? findCut(text, from) : undefined;
  }

  #tokenize(words: Iterable<Word>, atMost: number): Token[] {
    const tokens: Token[] = [];
    let word = 0;
    for (const { parts, source } of words) {
      if (tokens.length >= atMost) break;
      for (const part of parts) {
        tokens.push(this.#trim({ ...part, word }, source ?? part.text, tokens.length === 0));
      }
      word++;
    }
    return tokens.length > atMost ? tokens.slice(0, atMost) : tokens;
  }

  /** Puts the special tokens around a text and its pair. */
  place(first: readonly Token[], second?: readonly Token[]): PlacedToken[] {
    return (second ? this.#template.pair : this.#template.single).flatMap((part): PlacedToken[] => {
      if ('token' in part) {
        return [
          {
            id: this.findId(part.token) ?? 0,
            text: part.token,
            start: 0,
            end: 0,
            word: -1,
            type: part.type,
          },
        ];
      }
      const sequence = part.text === 'A' ? 0 : 1;
      return (sequence === 0 ? first : (second ?? [])).map((token) => ({
        ...token,
        type: part.type,
        sequence,
      }));
    });
  }

  /** The text of a row of tokens, some of which may be text already. */
  join(tokens: readonly string[]): string {
    return this.#decode(tokens);
  }

  /** The text of tokens by their ids; an id that the vocabulary lacks is left out. */
  decode(ids: readonly number[], { skipSpecials }: { readonly skipSpecials: boolean }): string {
    const tokens = ids
      .map((id) => this.#tokens[id])
      .filter((token) => token !== undefined)
      .filter((token) => !skipSpecials || !this.#specials.has(token));
    const text = this.#decode(tokens);
    return this.#cleansUp ? cleanUp(text) : text;
  }

  /** The words of a text one after the other, each cut into tokens when it is asked for. */
  *#findWords(text: string): Iterable<Word> {
    for (const raw of this.#added.splitRaw(alignText(text))) {
      const sections =
        'token' in raw ? [raw] : this.#added.splitNormalized(this.#normalize(raw.text));
      for (const section of sections) {
        if ('token' in section) yield { parts: [section.token], source: section.token.source };
        else if (section.text.chars.length > 0) {
          for (const word of this.#preTokenize(section.text)) yield { parts: this.#cutWord(word) };
        }
      }
    }
  }

  #cutWord({ chars, origins }: AlignedText): Word['parts'] {
    if (chars.length === 0) return [];
    return this.#cut(chars).map(({ id, start, end }) => ({
      id,
      text: this.findToken(id) ?? '',
      start: origins[start] ?? 0,
      end: (origins[end - 1] ?? -1) + 1,
    }));
  }

  #trim(token: Token, source: string, isFirst: boolean): Token {
    const { trims } = this.#template;
    return trims ? trimOffsets(token, source, isFirst, trims.keepsPrefix) : token;
  }

  #findSpecial(token: SpecialToken | null | undefined): number | undefined {
    return token ? this.findId(typeof token === 'string' ? token : token.content) : undefined;
  }
}

/** Leaves out the last word: before a cut it may end otherwise than in the whole text. */
function* dropLast(words: Iterable<Word>): Iterable<Word> {
  let held: Word | undefined;
  for (const word of words) {
    if (held) yield held;
    held = word;
  }
}

/** Most vocabularies have the added tokens already. */
function addTokens(
  vocabulary: ReadonlyMap<string, number>,
  added: readonly AddedToken[],
): ReadonlyMap<string, number> {
  const isWhole = added.every(({ content, id }) => vocabulary.get(content) === id);
  return isWhole
    ? vocabulary
    : new Map([...vocabulary, ...added.map(({ content, id }): [string, number] => [content, id])]);
}

function listTokens(ids: ReadonlyMap<string, number>): readonly string[] {
  const tokens: string[] = [];
  ids.forEach((id, token) => {
    tokens[id] = token;
  });
  return tokens;
}

interface Word {
  readonly parts: readonly Omit<Token, 'word'>[];
  /** The text that an added token was found as. */
  readonly source?: string;
}

export interface TokenizerJson {
  readonly model: ModelConfig;
  readonly normalizer?: NormalizerConfig | null;
  readonly pre_tokenizer?: PreTokenizerConfig | null;
  readonly post_processor?: PostProcessorConfig | null;
  readonly decoder?: DecoderConfig | null;
  readonly added_tokens?: readonly AddedToken[];
  readonly padding?: { readonly pad_id?: number } | null;
  readonly truncation?: { readonly direction?: string } | null;
}

type SpecialToken = string | { readonly content: string };

/** `tokenizer_config.json`, with what `special_tokens_map.json` adds to it. */
export interface TokenizerConfigJson {
  readonly clean_up_tokenization_spaces?: boolean | null;
  readonly pad_token?: SpecialToken | null;
  readonly cls_token?: SpecialToken | null;
  readonly mask_token?: SpecialToken | null;
  readonly truncation_side?: 'left' | 'right' | null;
}
