import { describe, expect, it } from '@jest/globals';
import { checkPatterns } from '../../../layers/maas/core/ingest/check-patterns.ts';

const check = (tokenizer: object): void => {
  checkPatterns(tokenizer, (sentence) => new Error(sentence));
};
const split = (Regex: string): object => ({
  pre_tokenizer: {
    type: 'Sequence',
    pretokenizers: [{ type: 'Split', pattern: { Regex }, behavior: 'Isolated' }],
  },
});

describe('a regular expression that known tokenizers have is taken', () => {
  it.each([
    ['GPT-2', "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"],
    [
      'GPT-4 and Llama 3',
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| " +
        '?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+',
    ],
    [
      'Qwen 2',
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| " +
        '?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+',
    ],
    [
      'GPT-4o',
      '[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+' +
        "(?i:'s|'t|'re|'ve|'m|'ll|'d)?|" +
        '[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*' +
        "(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\p{N}{1,3}| " +
        '?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+',
    ],
    [
      'DeepSeek',
      '[!"#$%&\'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ' +
        '?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+',
    ],
    [
      'CLIP',
      "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+",
    ],
    ['T5', ' {2,}'],
    ['Chinese and Japanese', '[一-龥぀-ゟ゠-ヿ]+'],
    ['words behind a sign', '(?<=x)y+'],
  ])('as %s has it', (_name, pattern) => {
    expect(() => {
      check(split(pattern));
    }).not.toThrow();
  });
});

describe('a regular expression that backtracks without bound is refused by name', () => {
  it.each([
    '(a+)+!',
    '(\\p{L}+\\s?)+$',
    '(x*)*y',
    '(?:a{1,30}){1,30}b',
    '(?i:(A+)+)!',
    '(中+)+。', // repetitions within repetitions
    '(a|a)*b',
    '(a|aa)+$',
    '(?:\\w|\\d)+!',
    '(foo|foobar|bar)+!',
    '(a?){20}a{20}', // choices that overlap
    'a*a*a*b',
    '\\s+$',
    '.*.*=.*',
    '(.*?,){11}P',
    'a+b',
    '\\d+(?=x)', // repetitions after each other, or tried anew from each place
    '(?=(a+)+b)a',
    '(?<=!(?:a+)+)c',
    '\\p{N}{1,3}(?=(?:\\p{N}{3})*$)',
    '(?:(?!x)[^])*y', // within what looks ahead or behind
    '([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+',
    '(?:[a-z]+\\.)*[a-z]+@', // as they stand in forms of the web
  ])('%s', (pattern) => {
    expect(() => {
      check(split(pattern));
    }).toThrow(
      new RegExp(`^the regular expression .* of its pre_tokenizer backtracks without bound`),
    );
  });

  it.each([
    ['normalizer', { normalizer: { type: 'Replace', pattern: { Regex: '(a+)+!' }, content: '' } }],
    [
      'decoder',
      {
        decoder: {
          type: 'Sequence',
          decoders: [{ type: 'Replace', pattern: { Regex: '\\s+$' }, content: '' }],
        },
      },
    ],
  ])('in a %s', (part, tokenizer) => {
    expect(() => {
      check(tokenizer);
    }).toThrow(`of its ${part} backtracks`);
  });
});

describe('a tokenizer is refused for', () => {
  it.each<[string, object, RegExp]>([
    [
      'more steps than any has',
      {
        normalizer: {
          type: 'Sequence',
          normalizers: Array.from({ length: 2000 }, () => ({ type: 'Lowercase' })),
        },
      },
      /normalizer has 2001 steps/,
    ],
    [
      'a template of many places',
      {
        post_processor: {
          type: 'TemplateProcessing',
          single: Array.from({ length: 600 }, () => ({ Sequence: { id: 'A', type_id: 0 } })),
        },
      },
      /post_processor has 1201 steps/,
    ],
    [
      'a regular expression of a book',
      { pre_tokenizer: { pattern: { Regex: 'a|'.repeat(3000) } } },
      /6000 characters/,
    ],
    [
      'a token of a Unigram model as long as a page',
      { model: { type: 'Unigram', vocab: [['a'.repeat(3000), 0]] } },
      /a token of 3000 characters/,
    ],
    [
      'a token of a WordPiece model as long as a page',
      { model: { type: 'WordPiece', vocab: { ['a'.repeat(3000)]: 0 } } },
      /a token of 3000 characters/,
    ],
    [
      'an added token as long as a page',
      {
        added_tokens: [
          { id: 0, content: '[PAD]' },
          { id: 1, content: `${'xy'.repeat(3000)}z` },
        ],
      },
      /a token of 6001 characters/,
    ],
  ])('%s', (_name, tokenizer, sentence) => {
    expect(() => {
      check(tokenizer);
    }).toThrow(sentence);
  });
});
