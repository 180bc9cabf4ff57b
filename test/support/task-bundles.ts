import { BERT_STEPS, toSpecialTokens } from '../../functions/rehearsed-models.ts';
import type { BundleFacts } from '../../layers/maas/core/ingest/tasks/bundle/bundle-facts.ts';
import type { TaskName } from '../../layers/maas/core/tasks/task/task.ts';
import type { TensorSpec } from '../../layers/maas/core/tensor.ts';

const json = (value: unknown): string => JSON.stringify(value);

export const TOKENIZER = {
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: toSpecialTokens(['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]']),
  ...BERT_STEPS,
  post_processor: { type: 'BertProcessing', sep: ['[SEP]', 3], cls: ['[CLS]', 2] },
  decoder: null,
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: { '[PAD]': 0, '[UNK]': 1, '[CLS]': 2, '[SEP]': 3, '[MASK]': 4, good: 5, bad: 6 },
  },
};
/** The content of its `tokenizer_config.json`. */
export const SETTINGS = {
  model_max_length: 16,
  pad_token: '[PAD]',
  unk_token: '[UNK]',
  cls_token: '[CLS]',
  sep_token: '[SEP]',
  mask_token: '[MASK]',
  tokenizer_class: 'BertTokenizer',
};
const IDS: readonly TensorSpec[] = ['input_ids', 'attention_mask'].map((name) => ({
  name,
  datatype: 'INT64',
  shape: [-1, -1],
}));
const output = (shape: readonly number[], name = 'logits'): TensorSpec => ({
  name,
  datatype: 'FP32',
  shape,
});
const text = (name: string, datatype: TensorSpec['datatype'] = 'BYTES'): TensorSpec => ({
  name,
  datatype,
  shape: [-1, 1],
});

function network(
  config: object,
  outputs: readonly TensorSpec[],
  texts: Readonly<Record<string, string>> = {},
): BundleFacts {
  return {
    signature: { inputs: IDS, outputs },
    texts: new Map(
      Object.entries({
        'tokenizer.json': json(TOKENIZER),
        'tokenizer_config.json': json(SETTINGS),
        'config.json': json(config),
        ...texts,
      }),
    ),
  };
}

/** For each task a bundle as small as one can be, as ingest sees it. */
export const BUNDLES: Readonly<Record<TaskName, BundleFacts>> = {
  'text-classification': network(
    {
      architectures: ['BertForSequenceClassification'],
      id2label: { 0: 'negative', 1: 'positive' },
    },
    [output([-1, 2])],
  ),
  'token-classification': network(
    { architectures: ['BertForTokenClassification'], id2label: { 0: 'O', 1: 'B-PER', 2: 'I-PER' } },
    [output([-1, -1, 3])],
  ),
  'fill-mask': network({ architectures: ['BertForMaskedLM'], vocab_size: 7 }, [
    output([-1, -1, 7]),
  ]),
  'question-answering': network({ architectures: ['BertForQuestionAnswering'] }, [
    output([-1, -1], 'start_logits'),
    output([-1, -1], 'end_logits'),
  ]),
  'feature-extraction': network(
    { architectures: ['BertModel'] },
    [output([-1, -1, 8], 'last_hidden_state')],
    { 'config_sentence_transformers.json': json({ prompts: { query: 'Ask: ' } }) },
  ),
  'image-classification': {
    signature: { inputs: [output([-1, 3, 4, 4], 'pixel_values')], outputs: [output([-1, 2])] },
    texts: new Map(
      Object.entries({
        'preprocessor_config.json': json({
          image_processor_type: 'ViTImageProcessor',
          size: { height: 4, width: 4 },
          resample: 2,
          do_normalize: false,
        }),
        'config.json': json({ id2label: { 0: 'cat', 1: 'dog' } }),
      }),
    ),
  },
  'tabular-classification': {
    signature: {
      inputs: [text('colour'), text('petal_length', 'FP32')],
      outputs: [
        { name: 'label', datatype: 'BYTES', shape: [-1] },
        output([-1, 2], 'probabilities'),
      ],
    },
    texts: new Map(),
    labels: ['setosa', 'virginica'],
  },
  'tabular-regression': {
    signature: { inputs: [output([-1, 3], 'x')], outputs: [output([-1, 1], 'variable')] },
    texts: new Map([['columns.txt', 'age\nbmi\nblood pressure\n']]),
  },
  tensor: {
    signature: {
      inputs: [output([-1, -1, 2], 'window')],
      outputs: [output([-1, -1, 2], 'forecast')],
    },
    texts: new Map(),
  },
};
