import { createHash } from 'node:crypto';
import { IDENTITY_MODEL } from '../layers/maas/adapters/onnx/identity-model.ts';
import { bundleFileKey, modelKey } from '../layers/maas/core/registry/keys.ts';
import type {
  BundleRecord,
  ModelRecord,
  ReadyVersion,
} from '../layers/maas/core/registry/records.ts';

const FILE = 'model.onnx';
const TOKENIZER = 'tokenizer.json';
const AT = new Date(0).toISOString();
const TENSOR = { datatype: 'FP32', shape: [1] } as const;

/** One `Cast`, from token ids to numbers, which stand for logits: from `ids` to `y`. */
const CAST_MODEL = Buffer.from(
  'CAg6RQoZCgNpZHMSAXkiBENhc3QqCQoCdG8YAaABAhIEdGV4dFoRCgNpZHMSCgoICAcSBAoACgBiDwoBeRIKCggIARIECgAKAEICEBA=',
  'base64',
);

/** A tokenizer's special tokens, in the order of their ids. */
export function toSpecialTokens(names: readonly string[]): object[] {
  return names.map((content, id) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  }));
}

/** BERT's steps before its vocabulary, which most models of texts have. */
export const BERT_STEPS = {
  normalizer: {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
  },
  pre_tokenizer: { type: 'BertPreTokenizer' },
};

const BERT_TOKENIZER = {
  added_tokens: toSpecialTokens(['[PAD]', '[UNK]', '[CLS]', '[SEP]']),
  ...BERT_STEPS,
  post_processor: {
    type: 'TemplateProcessing',
    single: [
      { SpecialToken: { id: '[CLS]', type_id: 0 } },
      { Sequence: { id: 'A', type_id: 0 } },
      { SpecialToken: { id: '[SEP]', type_id: 0 } },
    ],
    pair: [
      { SpecialToken: { id: '[CLS]', type_id: 0 } },
      { Sequence: { id: 'A', type_id: 0 } },
      { SpecialToken: { id: '[SEP]', type_id: 0 } },
      { Sequence: { id: 'B', type_id: 1 } },
      { SpecialToken: { id: '[SEP]', type_id: 1 } },
    ],
    special_tokens: {
      '[CLS]': { id: '[CLS]', ids: [2], tokens: ['[CLS]'] },
      '[SEP]': { id: '[SEP]', ids: [3], tokens: ['[SEP]'] },
    },
  },
  decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: { '[PAD]': 0, '[UNK]': 1, '[CLS]': 2, '[SEP]': 3, rehearsal: 4, '##s': 5 },
  },
};

/** A model of which `predict` answers one call when the image is built. */
export interface RehearsedModel {
  readonly name: string;
  readonly bundle: Omit<BundleRecord, 'files' | 'entry'>;
  readonly files: Readonly<Record<string, Buffer>>;
  readonly call: { readonly resource: string; readonly body: object };
}

/** Of its tensors one has none of a task's code; the other reads texts, as most that read any. */
export const REHEARSED_MODELS = {
  tensors: {
    name: 'rehearsed-tensors',
    bundle: {
      task: 'tensor',
      signature: { inputs: [{ name: 'x', ...TENSOR }], outputs: [{ name: 'y', ...TENSOR }] },
    },
    files: { [FILE]: IDENTITY_MODEL },
    call: {
      resource: '/v2/models/{model}/infer',
      body: { inputs: [{ name: 'x', ...TENSOR, data: [1] }] },
    },
  },
  texts: {
    name: 'rehearsed-texts',
    bundle: {
      task: 'text-classification',
      signature: {
        inputs: [{ name: 'ids', datatype: 'INT64', shape: [-1, -1] }],
        outputs: [{ name: 'y', datatype: 'FP32', shape: [-1, -1] }],
      },
      labels: ['first', 'second', 'third', 'fourth'], // as many as the tokens of the text
      scoring: { functionToApply: 'softmax' },
      config: { text: { tokenizer: TOKENIZER, settings: [] }, logits: 'y' },
    },
    files: { [FILE]: CAST_MODEL, [TOKENIZER]: Buffer.from(JSON.stringify(BERT_TOKENIZER)) },
    call: { resource: '/models/{model}/predict', body: { text: 'Rehearsals' } },
  },
} as const satisfies Readonly<Record<string, RehearsedModel>>;

/** Lists what a store holds of a model, by its key. */
export function listObjects({
  name,
  bundle,
  files,
}: RehearsedModel): (readonly [string, Buffer])[] {
  const version: ReadyVersion = {
    model: name,
    version: 1,
    createdAt: AT,
    bundle: {
      ...bundle,
      files: Object.entries(files).map(([path, bytes]) => ({
        path,
        bytes: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
      })),
      entry: FILE,
    },
  };
  const record: ModelRecord = {
    model: name,
    createdAt: AT,
    revision: 1,
    aliases: { live: { routes: [{ version: 1, weight: 1 }], updatedAt: AT } },
    served: { 1: version },
  };
  return [
    [modelKey(name), Buffer.from(JSON.stringify(record))],
    ...Object.entries(files).map(([path, bytes]) => [bundleFileKey(name, 1, path), bytes] as const),
  ];
}
