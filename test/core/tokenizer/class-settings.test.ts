import { describe, expect, it } from '@jest/globals';
import {
  applyClassSettings,
  readClassSettings,
} from '../../../layers/maas/core/tokenizer/class-settings.ts';
import {
  TextTokenizer,
  type TokenizerJson,
} from '../../../layers/maas/core/tokenizer/tokenizer.ts';
import { TOKENIZER } from '../../support/task-bundles.ts';

const bert = (normalizer: object = {}): TokenizerJson =>
  ({
    ...TOKENIZER,
    normalizer: { ...TOKENIZER.normalizer, ...normalizer },
  }) as unknown as TokenizerJson;
const bytes = (addPrefixSpace: boolean): TokenizerJson =>
  ({
    ...TOKENIZER,
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: addPrefixSpace, trim_offsets: true },
  }) as unknown as TokenizerJson;
const pieces = (scheme: string): TokenizerJson =>
  ({
    ...TOKENIZER,
    normalizer: null,
    pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: scheme },
  }) as unknown as TokenizerJson;

/** As transformers 5.24 was seen to load each of these, and 4.57 by its source. */
describe("what transformers' class lays over tokenizer.json", () => {
  it.each<[string, object, TokenizerJson, object | undefined]>([
    [
      'lowers where the file does not say',
      { tokenizer_class: 'BertTokenizer' },
      bert({ lowercase: false }),
      { lowercase: true, stripAccents: null, handleChineseChars: true },
    ],
    [
      'does not lower',
      { tokenizer_class: 'BertTokenizer', do_lower_case: false },
      bert(),
      { lowercase: false, stripAccents: null, handleChineseChars: true },
    ],
    [
      'does not lower, as a fast class',
      { tokenizer_class: 'DistilBertTokenizerFast', do_lower_case: false },
      bert(),
      { lowercase: false, stripAccents: null, handleChineseChars: true },
    ],
    [
      'strips accents',
      { tokenizer_class: 'ElectraTokenizer', strip_accents: true },
      bert(),
      { lowercase: true, stripAccents: true, handleChineseChars: true },
    ],
    [
      'leaves accents to the lowering',
      { tokenizer_class: 'MPNetTokenizer', strip_accents: null },
      bert({ strip_accents: false }),
      { lowercase: true, stripAccents: null, handleChineseChars: true },
    ],
    [
      'leaves Chinese words whole',
      { tokenizer_class: 'BertTokenizer', tokenize_chinese_chars: false },
      bert(),
      { lowercase: true, stripAccents: null, handleChineseChars: false },
    ],
    [
      'says nothing else',
      {
        tokenizer_class: 'BertTokenizer',
        do_lower_case: true,
        strip_accents: null,
        tokenize_chinese_chars: true,
      },
      bert(),
      undefined,
    ],
    [
      'is not asked where the file is taken as it is',
      { tokenizer_class: 'PreTrainedTokenizerFast', do_lower_case: false },
      bert(),
      undefined,
    ],
    [
      'is not asked where the file is taken as it is, in release 5',
      { tokenizer_class: 'TokenizersBackend', do_lower_case: false },
      bert(),
      undefined,
    ],
    [
      'puts a space in front',
      { tokenizer_class: 'RobertaTokenizer', add_prefix_space: true },
      bytes(false),
      { addPrefixSpace: true },
    ],
    [
      'puts none where the file does not say',
      { tokenizer_class: 'GPT2Tokenizer' },
      bytes(true),
      { addPrefixSpace: false },
    ],
    [
      'puts one by itself',
      { tokenizer_class: 'BlenderbotTokenizer' },
      bytes(false),
      { addPrefixSpace: true },
    ],
    [
      'puts what is there',
      { tokenizer_class: 'BartTokenizerFast', add_prefix_space: false },
      bytes(false),
      undefined,
    ],
  ])('%s: %j', (_about, config, json, expected) => {
    expect(readClassSettings(json, config as Record<string, unknown>, 'text-net')).toEqual(
      expected,
    );
  });

  it('is that of the kind of the model where no class is named', () => {
    expect(readClassSettings(bert({ lowercase: false }), {}, 'bert')).toEqual({
      lowercase: true,
      stripAccents: null,
      handleChineseChars: true,
    });
    expect(readClassSettings(bert({ lowercase: false }), {}, undefined)).toBeUndefined();
  });

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

  it('keeps capitals, and sees words as they are written', () => {
    const lowering = new TextTokenizer(bert(), {});
    const keeping = new TextTokenizer(
      applyClassSettings(bert(), {
        lowercase: false,
        stripAccents: null,
        handleChineseChars: true,
      }),
      {},
    );
    const ids = (tokenizer: TextTokenizer, text: string): number[] =>
      tokenizer.tokenize(text).map(({ id }) => id);
    expect([ids(lowering, 'Good bad'), ids(keeping, 'Good bad'), ids(keeping, 'good')]).toEqual([
      [5, 6],
      [1, 6],
      [5],
    ]);
  });
});
