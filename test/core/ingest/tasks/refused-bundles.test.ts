import { describe, expect, it } from '@jest/globals';
import type { BundleFacts } from '../../../../layers/maas/core/ingest/tasks/bundle/bundle-facts.ts';
import { findTask } from '../../../../layers/maas/core/ingest/tasks/find-task.ts';
import { type TaskName } from '../../../../layers/maas/core/tasks/task/task.ts';
import { BUNDLES } from '../../../support/task-bundles.ts';
import { withFiles } from '../../../support/task-facts.ts';

function withSignature(task: TaskName, signature: Partial<BundleFacts['signature']>): BundleFacts {
  return { ...BUNDLES[task], signature: { ...BUNDLES[task].signature, ...signature } };
}

describe('findTask', () => {
  it.each<[string, TaskName, BundleFacts, string]>([
    ...(
      [
        'text-classification',
        'token-classification',
        'fill-mask',
        'question-answering',
        'feature-extraction',
      ] as const
    ).map((task): [string, TaskName, BundleFacts, string] => [
      'has no tokenizer',
      task,
      withFiles(task, { 'tokenizer.json': undefined }),
      `${task} needs a tokenizer: put tokenizer.json (and tokenizer_config.json, config.json) ` +
        'beside model.onnx',
    ]),
    [
      'has a row of scores per token',
      'text-classification',
      BUNDLES['token-classification'],
      'needs an output of shape [-1, classes], a logit per text and class',
    ],
    [
      'has a row of scores per text',
      'token-classification',
      BUNDLES['text-classification'],
      'needs an output of shape [-1, -1, classes], a logit per token and class',
    ],
    [
      'has other classes than its config names',
      'text-classification',
      withFiles('text-classification', { 'config.json': { id2label: { 0: 'a', 1: 'b', 2: 'c' } } }),
      '3',
    ],
    [
      'has other classes than labels.txt names',
      'image-classification',
      withFiles('image-classification', {
        'labels.txt': 'cat\ndog\nbird\n',
        'config.json': undefined,
      }),
      '3',
    ],
    [
      'reads no ids',
      'text-classification',
      withSignature('text-classification', { inputs: BUNDLES.tensor.signature.inputs }),
      'needs token ids (input_ids), INT64 or INT32 of shape [-1, -1]; the model has window ' +
        'FP32[-1, -1, 2]',
    ],
    [
      'has one output',
      'question-answering',
      withSignature('question-answering', { outputs: BUNDLES['fill-mask'].signature.outputs }),
      'needs the outputs start_logits and end_logits',
    ],
    [
      'would be asked the other way round',
      'question-answering',
      withFiles('question-answering', {
        'tokenizer_config.json': { cls_token: '[CLS]', padding_side: 'left' },
      }),
      'padding_side "left"',
    ],
    [
      'says nothing of how pictures are prepared',
      'image-classification',
      withFiles('image-classification', { 'preprocessor_config.json': undefined }),
      'needs a preprocessor_config.json',
    ],
    [
      'prepares pictures of another size',
      'image-classification',
      withFiles('image-classification', {
        'preprocessor_config.json': {
          image_processor_type: 'ViTImageProcessor',
          size: { height: 8, width: 8 },
          resample: 2,
          do_normalize: false,
        },
      }),
      'makes pictures of 8 × 8, and the model reads 4 × 4',
    ],
    [
      'is of ids',
      'tabular-classification',
      BUNDLES['text-classification'],
      "'input_ids' is INT64[-1, -1]",
    ],
    [
      'gives one number',
      'tabular-classification',
      BUNDLES['tabular-regression'],
      'needs a label output (strings or INT64) and a score output',
    ],
    [
      'gives a label',
      'tabular-regression',
      BUNDLES['tabular-classification'],
      'needs outputs of numbers alone, FP32 or FP64 of shape [-1, 1] or [-1, targets]',
    ],
    [
      'has other columns than columns.txt names',
      'tabular-regression',
      withFiles('tabular-regression', { 'columns.txt': 'age\nbmi\n' }),
      '2',
    ],
  ])('refuses a bundle that %s, for %s', (_about, task, bundle, sentence) => {
    expect(() => findTask(bundle, task)).toThrow(
      expect.objectContaining({
        name: 'RejectionError',
        code: 'TASK_MISMATCH',
        message: expect.stringContaining(sentence),
      }),
    );
  });

  it.each<[string, BundleFacts, string]>([
    [
      'a tokenizer_config.json alone',
      withFiles('text-classification', { 'tokenizer.json': undefined }),
      'The bundle has a tokenizer_config.json, and cannot be served by it: text-classification ' +
        'needs a tokenizer',
    ],
    [
      'other labels than scores',
      withFiles('text-classification', { 'config.json': { id2label: { 0: 'a', 1: 'b', 2: 'c' } } }),
      'The bundle has a tokenizer.json, and cannot be served by it: the bundle names 3 labels',
    ],
    [
      "a tokenizer whose vocabulary is another model's",
      withFiles('text-classification', {
        'tokenizer.json': { model: { type: 'WordPiece', unk_token: 'a', vocab: [1, 2] } },
      }),
      'It is not laid out as the library tokenizers writes it (',
    ],
    [
      'a tokenizer whose pattern ends early',
      withFiles('text-classification', {
        'tokenizer.json': {
          model: { type: 'WordPiece', unk_token: 'a', vocab: { a: 0 } },
          normalizer: { type: 'Replace', pattern: { Regex: '(a' }, content: '' },
        },
      }),
      'A pattern of it cannot be read (Invalid regular expression: /(a/gu: Unterminated group). Upload',
    ],
    [
      'a tokenizer that is not known',
      withFiles('feature-extraction', {
        'tokenizer.json': { model: { type: 'Other', vocab: {} } },
      }),
      "The bundle's 'tokenizer.json' cannot be followed",
    ],
    [
      'a pooling that is not known',
      withFiles('feature-extraction', {
        'modules.json': [{ type: 'a.Transformer' }, { type: 'a.Pooling', path: '1_Pooling' }],
        '1_Pooling/config.json': { pooling_mode_other: true },
      }),
      'feature-extraction knows the poolings',
    ],
    [
      'a head that writes',
      withFiles('fill-mask', { 'config.json': { architectures: ['GPT2LMHeadModel'] } }),
      "no task here serves the architecture 'GPT2LMHeadModel'",
    ],
    [
      'numbers per token of which nothing is known',
      withFiles('fill-mask', { 'config.json': undefined }),
      'nothing says whether its numbers per token are vectors or scores',
    ],
    [
      'a tokenizer, and inputs that could be anything',
      withSignature('text-classification', {
        inputs: ['a', 'b'].map((name) => ({ name, datatype: 'INT64', shape: [-1, -1] })),
      }),
      "cannot tell which of 'a' and 'b' takes the token ids",
    ],
    [
      'an option of pictures that is not followed',
      withFiles('image-classification', {
        'preprocessor_config.json': {
          image_processor_type: 'ViTImageProcessor',
          size: 4,
          resample: 2,
          do_normalize: false,
          do_pad: true,
        },
      }),
      '"do_pad" is not followed here for ViT',
    ],
    [
      'a processor of sounds',
      withFiles('image-classification', {
        'preprocessor_config.json': { feature_extractor_type: 'Wav2Vec2FeatureExtractor' },
      }),
      'names "Wav2Vec2FeatureExtractor"',
    ],
    [
      'samples of sounds',
      withFiles('image-classification', {
        'preprocessor_config.json': {
          feature_extractor_type: 'Wav2Vec2FeatureExtractor',
          sampling_rate: 16_000,
        },
      }),
      'no task here takes sound, which preprocessor_config.json is for (sampling_rate 16000). ' +
        "Upload the bundle with the task 'tensor'",
    ],
    [
      'a head that finds objects',
      withFiles('image-classification', {
        'config.json': { architectures: ['DetrForObjectDetection'] },
        'preprocessor_config.json': { image_processor_type: 'DetrImageProcessor' },
      }),
      "no task here serves the architecture 'DetrForObjectDetection'. Upload the bundle",
    ],
    ...(['text-classification', 'fill-mask', 'feature-extraction'] as const).map(
      (task): [string, BundleFacts, string] => [
        `a length that leaves ${task} no room`,
        withFiles(task, { 'tokenizer_config.json': { mask_token: '[MASK]', model_max_length: 1 } }),
        `${task} has no room for a text: of the 1 tokens that the model reads`,
      ],
    ),
    [
      'other columns than inputs',
      withFiles('tabular-regression', { 'columns.txt': 'age\nbmi\n' }),
      'columns.txt names 2 columns',
    ],
    [
      'classes of pictures, and not how they are prepared',
      withFiles('image-classification', {
        'preprocessor_config.json': undefined,
        'labels.txt': 'cat\ndog\n',
      }),
      'The bundle has a labels.txt, and cannot be served by it: image-classification needs a ' +
        'preprocessor_config.json',
    ],
  ])('refuses a bundle that has %s, where no task was asked for', (_about, bundle, sentence) => {
    expect(() => findTask(bundle)).toThrow(
      expect.objectContaining({
        name: 'RejectionError',
        code: 'TASK_MISMATCH',
        message: expect.stringContaining(sentence),
      }),
    );
    expect(findTask(bundle, 'tensor').task).toBe('tensor');
  });
});
