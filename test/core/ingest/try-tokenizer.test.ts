import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { tryTokenizer } from '../../../layers/maas/core/ingest/try-tokenizer.ts';
import {
  TextTokenizer,
  type TokenizerJson,
} from '../../../layers/maas/core/tokenizer/tokenizer.ts';
import { TOKENIZER_KINDS, TOKENIZERS } from '../../support/tokenizers.ts';

const read = (kind: string): TokenizerJson =>
  JSON.parse(readFileSync(path.join(TOKENIZERS, kind, 'tokenizer.json'), 'utf8')) as TokenizerJson;

/** A clock that goes on by so much each time that it is asked. */
function tryIt(json: object, stepMs = 0): void {
  let nowMs = 0;
  const texts = new Map([['tokenizer.json', JSON.stringify(json)]]);
  tryTokenizer(
    { tokenizer: new TextTokenizer(json as TokenizerJson, {}) },
    { task: 'fill-mask', config: { text: { tokenizer: 'tokenizer.json', settings: [] } } },
    texts,
    { monotonicMs: () => (nowMs += stepMs) },
  );
}

it.each(TOKENIZER_KINDS)('a tokenizer as %s comes through all texts', (kind) => {
  expect(() => {
    tryIt(read(kind));
  }).not.toThrow();
});

it('a tokenizer that takes long for each of three attempts is refused', () => {
  expect(() => {
    tryIt(read('words'), 1500);
  }).toThrow(
    /it takes 1500 ms for a text of 10000 characters, .* again and again; the limit is 1000/,
  );
});

describe('a tokenizer that becomes too much of a text is refused where it', () => {
  const replace = (from: string, to: string): object => ({
    type: 'Replace',
    pattern: { String: from },
    content: to,
  });

  it.each<[string, object, RegExp]>([
    [
      'replaces a letter by ten, nine times',
      {
        ...read('bert-cased'),
        normalizer: {
          type: 'Sequence',
          normalizers: Array.from({ length: 9 }, () => replace('a', 'a'.repeat(10))),
        },
      },
      /'a'|"a" again and again: The model's tokenizer makes more than/,
    ],
    [
      'replaces a rare letter by a page',
      { ...read('bert-cased'), normalizer: replace('q', 'b'.repeat(10_000)) },
      /all of ASCII: The model's tokenizer makes more than|words: The model's/,
    ],
    [
      'writes a book for each token',
      {
        ...read('llama'),
        decoder: {
          type: 'Sequence',
          decoders: [
            { type: 'Replace', pattern: { String: '\u2581' }, content: 'b'.repeat(100_000) },
          ],
        },
      },
      /its decoder makes \d+ characters/,
    ],
  ])('%s', (_name, json, sentence) => {
    expect(() => {
      tryIt(json);
    }).toThrow(sentence);
  });
});

it('a version without a tokenizer has nothing to try', () => {
  expect(() => {
    tryTokenizer({}, { task: 'tensor' }, new Map(), { monotonicMs: () => 0 });
  }).not.toThrow();
});
