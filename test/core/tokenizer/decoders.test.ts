import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createDecoder, type DecoderConfig } from '../../../layers/maas/core/tokenizer/decoders.ts';
import {
  TextTokenizer,
  type TokenizerJson,
} from '../../../layers/maas/core/tokenizer/tokenizer.ts';
import { TOKENIZERS } from '../../support/tokenizers.ts';

interface TokenLine {
  readonly decoder: DecoderConfig | null;
  readonly tokens: readonly string[];
  readonly text: string;
}

interface IdLine {
  readonly kind: string;
  readonly ids: readonly number[];
  readonly skipSpecials: boolean;
  readonly text: string;
}

/** Made by test/fixtures/tokenizers/make_decoders.py. */
const LINES = readFileSync(path.join(TOKENIZERS, 'decoders.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as TokenLine | IdLine);
const TOKEN_LINES = LINES.filter((line) => 'tokens' in line);
const ID_LINES = LINES.filter((line) => 'kind' in line);

function loadTokenizer(kind: string): TextTokenizer {
  const json = readFileSync(path.join(TOKENIZERS, kind, 'tokenizer.json'), 'utf8');
  return new TextTokenizer(JSON.parse(json) as TokenizerJson, {});
}

const DECODERS = [...new Set(TOKEN_LINES.map(({ decoder }) => JSON.stringify(decoder)))];
const KINDS = [...new Set(ID_LINES.map(({ kind }) => kind))];

describe('a decoder', () => {
  it.each(DECODERS)('makes the text of tokens that the Rust library makes by %s', (json) => {
    const decode = createDecoder(JSON.parse(json) as DecoderConfig | null);
    const lines = TOKEN_LINES.filter(({ decoder }) => JSON.stringify(decoder) === json);

    expect(lines.map(({ tokens }) => ({ tokens, text: decode(tokens) }))).toEqual(
      lines.map(({ tokens, text }) => ({ tokens, text })),
    );
  });

  it('strips no more of a token than there is', () => {
    const decode = createDecoder({ type: 'Strip', content: 'x', start: 9, stop: 9 });

    expect(decode(['xxx', '', 'xaxx', 'b'])).toBe('ab');
  });
});

describe.each(KINDS)('a tokenizer as %s', (kind) => {
  it('makes the text of ids that the Rust library makes', () => {
    const tokenizer = loadTokenizer(kind);
    const lines = ID_LINES.filter((line) => line.kind === kind);

    expect(lines.map((line) => ({ ...line, text: tokenizer.decode(line.ids, line) }))).toEqual(
      lines,
    );
  });
});

describe('a tokenizer whose config cleans up', () => {
  it('takes the blanks before English endings away, but keeps "do not"', () => {
    const vocab = { I: 0, do: 1, not: 2, ',': 3, you: 4, "'re": 5, '.': 6 };
    const tokenizer = new TextTokenizer(
      { model: { type: 'WordLevel', vocab, unk_token: '.' }, decoder: null },
      { clean_up_tokenization_spaces: true },
    );

    expect(tokenizer.decode([0, 1, 2, 3, 4, 5, 6], { skipSpecials: false })).toBe(
      "I do not, you're.",
    );
  });
});
