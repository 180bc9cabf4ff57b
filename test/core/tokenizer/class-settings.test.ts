import { describe, expect, it } from '@jest/globals';
import {
  applyClassSettings,
  readClassSettings,
} from '../../../layers/maas/core/tokenizer/read-class-settings.ts';
import {
  TextTokenizer,
  type TokenizerJson,
} from '../../../layers/maas/core/tokenizer/tokenizer.ts';
import { TOKENIZER } from '../../support/task-bundles.ts';
import { bert } from '../../support/tokenizer-classes.ts';

const bytes = (addPrefixSpace: boolean): TokenizerJson =>
  ({
    ...TOKENIZER,
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: addPrefixSpace, trim_offsets: true },
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
