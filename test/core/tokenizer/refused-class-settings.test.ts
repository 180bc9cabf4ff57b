import { describe, expect, it } from '@jest/globals';
import { readClassSettings } from '../../../layers/maas/core/tokenizer/read-class-settings.ts';
import { type TokenizerJson } from '../../../layers/maas/core/tokenizer/tokenizer.ts';
import { TOKENIZER } from '../../support/task-bundles.ts';
import { bert } from '../../support/tokenizer-classes.ts';

const pieces = (scheme: string): TokenizerJson =>
  ({
    ...TOKENIZER,
    normalizer: null,
    pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: scheme },
  }) as unknown as TokenizerJson;

/** As transformers 5.24 was seen to load each of these, and 4.57 by its source. */
describe("what transformers' class lays over tokenizer.json", () => {
  it.each<[object, TokenizerJson, string]>([
    [
      { tokenizer_class: 'ConvBertTokenizer', do_lower_case: false },
      bert(),
      '"do_lower_case": false',
    ],
    [
      { tokenizer_class: 'AlbertTokenizer', do_lower_case: true },
      pieces('always'),
      '"do_lower_case": true',
    ],
    [
      { tokenizer_class: 'LlamaTokenizer', add_prefix_space: false },
      pieces('first'),
      '"add_prefix_space": false',
    ],
    [{ tokenizer_class: 'MyTokenizer', strip_accents: true }, bert(), '"strip_accents": true'],
    [
      { tokenizer_class: 'BertTokenizer', do_lower_case: true },
      { ...bert(), normalizer: { type: 'NFC' } },
      '"do_lower_case": true',
    ],
  ])('is refused, by its name, where releases differ: %j', (config, json, sentence) => {
    expect(() => readClassSettings(json, config as Record<string, unknown>, undefined)).toThrow(
      sentence,
    );
  });

  it.each<[string, object, Partial<Record<keyof TokenizerJson, unknown>>, string]>([
    [
      'no post_processor',
      { tokenizer_class: 'BertTokenizer' },
      { post_processor: null },
      'BertTokenizer of transformers 5 "cls_token A sep_token"',
    ],
    [
      'a post_processor of other tokens',
      { tokenizer_class: 'DistilBertTokenizerFast', cls_token: '[CLS]', sep_token: '[MASK]' },
      {},
      'makes "[CLS] A [SEP]" of a text A',
    ],
    [
      'no post_processor, of ALBERT',
      { tokenizer_class: 'AlbertTokenizer' },
      { post_processor: null },
      'PreTrainedTokenizerFast',
    ],
    [
      'the tokens at the end, as XLNet has them, not',
      { tokenizer_class: 'XLNetTokenizer' },
      {},
      '"A sep_token cls_token"',
    ],
    [
      'a normalizer of its own',
      { tokenizer_class: 'BertTokenizer' },
      { normalizer: { type: 'Sequence', normalizers: [{ type: 'NFD' }, { type: 'Lowercase' }] } },
      'Its normalizer is Sequence, and BertTokenizer of transformers 5 takes BertNormalizer',
    ],
    [
      'a pre_tokenizer of its own',
      { tokenizer_class: 'ElectraTokenizer' },
      { pre_tokenizer: { type: 'Whitespace' } },
      'Its pre_tokenizer is Whitespace',
    ],
  ])('is refused where releases 4 and 5 differ over %s', (_about, config, parts, sentence) => {
    const json = { ...bert(), ...parts } as TokenizerJson;
    const read = (given: object): unknown =>
      readClassSettings(json, given as Record<string, unknown>, undefined);
    expect(() => read(config)).toThrow(sentence);
    expect(read({ ...config, tokenizer_class: 'PreTrainedTokenizerFast' })).toBeUndefined();
  });
});
