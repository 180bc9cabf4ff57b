import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  TextTokenizer,
  type TokenizerJson,
} from '../../../layers/maas/core/tokenizer/tokenizer.ts';
import { TOKENIZERS } from '../../support/tokenizers.ts';

const read = (kind: string): TokenizerJson =>
  JSON.parse(readFileSync(path.join(TOKENIZERS, kind, 'tokenizer.json'), 'utf8')) as TokenizerJson;
const change = (kind: string, part: object): object => ({ ...read(kind), ...part });
const changeModel = (kind: string, part: object): object =>
  change(kind, { model: { ...read(kind).model, ...part } });
const split = (Regex: string): object =>
  change('llama3', { pre_tokenizer: { type: 'Split', pattern: { Regex }, behavior: 'Isolated' } });

describe('a tokenizer that the service would follow in another way than was meant', () => {
  it.each<[string, object, RegExp]>([
    ['an unknown normalizer', change('t5', { normalizer: { type: 'Nmt' } }), /normalizer Nmt/],
    [
      'an unknown normalizer within a sequence',
      change('t5', { normalizer: { type: 'Sequence', normalizers: [{ type: 'ByteLevel' }] } }),
      /normalizer ByteLevel/,
    ],
    [
      'a table that is not whole',
      change('t5', { normalizer: { type: 'Precompiled', precompiled_charsmap: 'AAAA' } }),
      /no whole table/,
    ],
    [
      'an unknown pre-tokenizer',
      change('t5', { pre_tokenizer: { type: 'UnicodeScripts' } }),
      /pre-tokenizer UnicodeScripts/,
    ],
    [
      'an unknown behavior',
      change('t5', { pre_tokenizer: { type: 'Punctuation', behavior: 'Odd' } }),
      /behavior Odd/,
    ],
    [
      'an unknown post-processor',
      change('t5', { post_processor: { type: 'Odd' } }),
      /post-processor: Odd/,
    ],
    [
      'a special token that the vocabulary lacks',
      change('t5', {
        post_processor: { type: 'BertProcessing', cls: ['[X]', 1], sep: ['</s>', 2] },
      }),
      /special token \[X\]/,
    ],
    [
      'a template that has a text twice',
      change('t5', {
        post_processor: {
          type: 'TemplateProcessing',
          single: [{ Sequence: { id: 'A', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
          pair: [],
        },
      }),
      /text A twice/,
    ],
    ['an unknown decoder', change('t5', { decoder: { type: 'Odd' } }), /Odd/],
    [
      'a decoder that strips two characters',
      change('t5', { decoder: { type: 'Strip', content: '__', start: 1, stop: 0 } }),
      /one character, not "__"/,
    ],
    [
      'a decoder that replaces nothing',
      change('t5', { decoder: { type: 'Sequence', decoders: [{ type: 'Replace' }] } }),
      /Replace has no pattern/,
    ],
    ['an unknown model', changeModel('bert-cased', { type: 'Odd' }), /model Odd/],
    [
      'WordPiece without its unk_token',
      changeModel('bert-cased', { unk_token: '[NO]' }),
      /no unk_token/,
    ],
    ['BPE with dropout', changeModel('gpt2', { dropout: 0.1 }), /dropout/],
    [
      'BPE with a prefix within words',
      changeModel('gpt2', { continuing_subword_prefix: '@@' }),
      /continuing_subword_prefix/,
    ],
    [
      'a merge of what is not in the vocabulary',
      changeModel('gpt2', { merges: [['好', '差']] }),
      /merge/,
    ],
    ['Unigram without unk_id', changeModel('t5', { unk_id: null }), /unk_id/],
    ['a class within a class', split('[a[bc]]'), /Classes within classes/],
    ['a word border', split('\\bword'), /escape \\b/],
    ['a possessive quantifier', split('\\p{L}++'), /Nothing to repeat/],
  ])('is refused for %s', (_name, json, sentence) => {
    expect(() => new TextTokenizer(json as TokenizerJson, {})).toThrow(sentence);
  });
});

describe.each([
  'bert-uncased',
  'roberta-prefix',
  'xlmr-precompiled',
  'llama',
  'albert',
  'clip',
  't5-first',
])('any text to a tokenizer as %s', (kind) => {
  const tokenizer = new TextTokenizer(read(kind), {});

  it('ends in known ids with offsets within the text, none before the one before it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const length = Array.from(text).length;
        let least = 0;
        for (const { id, start, end } of tokenizer.tokenize(text)) {
          expect(tokenizer.findToken(id)).toBeDefined();
          expect(0 <= start && start <= end && end <= length && end >= least).toBe(true);
          least = Math.min(start, end);
        }
      }),
      { numRuns: 100 },
    );
  });
});
