import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  TextTokenizer,
  type TokenizerJson,
} from '../../../layers/maas/core/tokenizer/tokenizer.ts';

const bert = JSON.parse(
  readFileSync(
    path.resolve(import.meta.dirname, '../../fixtures/tokenizers/bert-uncased/tokenizer.json'),
    'utf8',
  ),
) as TokenizerJson;
const withNormalizer = (normalizer: object): TextTokenizer =>
  new TextTokenizer({ ...bert, normalizer } as TokenizerJson, {});
const replace = (from: string, to: string): object => ({
  type: 'Replace',
  pattern: { String: from },
  content: to,
});

describe('what a tokenizer makes of a text is limited', () => {
  it.each<[string, object, string]>([
    [
      'replaces a letter by ten, nine times',
      {
        type: 'Sequence',
        normalizers: Array.from({ length: 9 }, () => replace('a', 'a'.repeat(10))),
      },
      'aa aaa',
    ],
    ['replaces a letter by a book', replace('a', 'b'.repeat(1_000_000)), 'banana'],
    [
      'doubles a text forty times',
      {
        type: 'Sequence',
        normalizers: Array.from({ length: 40 }, () => ({
          type: 'Replace',
          pattern: { Regex: '[^]' },
          content: 'aa',
        })),
      },
      'a',
    ],
    ['puts a book before it', { type: 'Prepend', prepend: 'b'.repeat(1_000_000) }, 'a'],
    ['decomposes ligatures of 18 characters', { type: 'NFKD' }, '\uFDFA'.repeat(1000)],
  ])('where it %s', (_name, normalizer, text) => {
    expect(() => withNormalizer(normalizer).tokenize(text)).toThrow(
      /^The model's tokenizer makes more than \d+ characters of \d+ in a text/,
    );
  });

  it.each<[string, object, string]>([
    ['a ligature or two', { type: 'NFKD' }, '\uFDFA \uFDFA'],
    ['Hangul', { type: 'NFD' }, '한국어'.repeat(10_000)],
    [
      'ideographs with blanks around them',
      { type: 'BertNormalizer', handle_chinese_chars: true },
      '酒店很好'.repeat(10_000),
    ],
  ])('which leaves room for %s', (_name, normalizer, text) => {
    expect(withNormalizer(normalizer).tokenize(text).length).toBeGreaterThan(0);
  });

  it.each([
    [
      'bytes of bytes',
      {
        type: 'Sequence',
        pretokenizers: [
          { type: 'ByteLevel' },
          { type: 'Sequence', pretokenizers: [{ type: 'ByteLevel' }] },
        ],
      },
      /Several pre-tokenizers ByteLevel/,
    ],
    [
      'a blank that becomes a book',
      { type: 'Metaspace', replacement: 'b'.repeat(1000) },
      /one character/,
    ],
  ])('where its pre-tokenizer makes %s', (_name, preTokenizer, sentence) => {
    expect(() => new TextTokenizer({ ...bert, pre_tokenizer: preTokenizer }, {})).toThrow(sentence);
  });
});
