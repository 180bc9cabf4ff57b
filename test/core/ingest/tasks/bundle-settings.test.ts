import { describe, expect, it } from '@jest/globals';
import type { BundleFacts } from '../../../../layers/maas/core/ingest/tasks/bundle/bundle-facts.ts';
import { findTask } from '../../../../layers/maas/core/ingest/tasks/find-task.ts';
import type { TaskName } from '../../../../layers/maas/core/tasks/task/task.ts';
import { BUNDLES } from '../../../support/task-bundles.ts';

function withFiles(task: TaskName, files: Readonly<Record<string, unknown>>): BundleFacts {
  const written = Object.entries(files).map(([name, content]): [string, string] => [
    name,
    JSON.stringify(content),
  ]);
  return { ...BUNDLES[task], texts: new Map([...BUNDLES[task].texts, ...written]) };
}

const MODULES = [
  { path: '', type: 'sentence_transformers.models.Transformer' },
  { path: '1_Pooling', type: 'sentence_transformers.models.Pooling' },
];
const embedder = (pooling: object, prompts: object = {}): BundleFacts =>
  withFiles('feature-extraction', {
    'modules.json': MODULES,
    '1_Pooling/config.json': pooling,
    'config_sentence_transformers.json': prompts,
  });
const refusal = (sentence: string): unknown =>
  expect.objectContaining({ code: 'TASK_MISMATCH', message: expect.stringContaining(sentence) });

describe('the pooling of a bundle', () => {
  it.each<[string, object, readonly string[]]>([
    [
      'of switches in one order, whatever that of the file',
      {
        pooling_mode_mean_tokens: true,
        pooling_mode_max_tokens: true,
        pooling_mode_cls_token: true,
      },
      ['cls', 'max', 'mean'],
    ],
    [
      'of switches after the mean',
      {
        pooling_mode_lasttoken: true,
        pooling_mode_weightedmean_tokens: true,
        pooling_mode_mean_sqrt_len_tokens: true,
      },
      ['mean_sqrt_len_tokens', 'weightedmean', 'lasttoken'],
    ],
    [
      'of no switch that is on',
      { pooling_mode_cls_token: false, pooling_mode_mean_tokens: false },
      ['mean'],
    ],
    ['of a name', { pooling_mode: 'cls' }, ['cls']],
    ['of a list, in its order', { pooling_mode: ['mean', 'cls'] }, ['mean', 'cls']],
    [
      'of a name beside older switches',
      { pooling_mode: 'max', pooling_mode_cls_token: true },
      ['max'],
    ],
  ])('is that of sentence-transformers: %s', (_about, pooling, ways) => {
    expect(findTask(embedder(pooling)).config).toMatchObject({ pooling: ways });
  });

  it.each<[string, BundleFacts, string]>([
    [
      'a list with a way that is not known',
      embedder({ pooling_mode: ['mean', 'attention'] }),
      'names "mean, attention"',
    ],
    ['an empty list', embedder({ pooling_mode: [] }), 'feature-extraction knows the poolings'],
    [
      'no file of the pooling',
      withFiles('feature-extraction', { 'modules.json': MODULES }),
      "needs the pooling's 1_Pooling/config.json beside modules.json",
    ],
    [
      'modules without a pooling',
      withFiles('feature-extraction', { 'modules.json': MODULES.slice(0, 1) }),
      "needs the pooling's 1_Pooling/config.json",
    ],
    [
      'another width than the vectors have',
      embedder({ pooling_mode: 'mean', word_embedding_dimension: 1024 }),
      "says, and its word_embedding_dimension is 1024 where the output '",
    ],
    [
      'another width, in the words of newer releases',
      embedder({ pooling_mode: 'mean', embedding_dimension: 1024 }),
      'its embedding_dimension is 1024 where',
    ],
    [
      'prompts that are not to be pooled',
      embedder({ pooling_mode: 'mean', include_prompt: false }, { prompts: { query: 'query: ' } }),
      'cannot follow "include_prompt": false',
    ],
    [
      'a default prompt that is not there',
      embedder(
        { pooling_mode: 'mean' },
        { prompts: { query: 'query: ' }, default_prompt_name: 'passage' },
      ),
      'default_prompt_name of config_sentence_transformers.json is "passage", and its prompts ' +
        'are "query"',
    ],
  ])('is refused for %s', (_about, bundle, sentence) => {
    expect(() => findTask(bundle)).toThrow(refusal(sentence));
  });

  it('asks for no file where the graph pools, and none of prompts that are empty', () => {
    const pooled = {
      inputs: BUNDLES['feature-extraction'].signature.inputs,
      outputs: [{ name: 'sentence_embedding', datatype: 'FP32' as const, shape: [-1, 8] }],
    };

    expect(
      findTask({
        ...withFiles('feature-extraction', { 'modules.json': MODULES }),
        signature: pooled,
      }).task,
    ).toBe('feature-extraction');
    expect(
      findTask(
        embedder(
          { pooling_mode: 'mean', include_prompt: false },
          { prompts: { query: '' }, default_prompt_name: 'query' },
        ),
      ).config,
    ).toMatchObject({ prompt: '' });
  });
});

describe('the names of classes in config.json', () => {
  it.each<[string, unknown]>([
    ['in another order', { 1: 'positive', 0: 'negative' }],
    ['with zeros before their numbers', { '00': 'negative', '01': 'positive' }],
    ['in a list', ['negative', 'positive']],
  ])('are read %s', (_about, id2label) => {
    expect(
      findTask(withFiles('text-classification', { 'config.json': { id2label } })).labels,
    ).toEqual(['negative', 'positive']);
  });

  it.each<[string, TaskName, unknown]>([
    ['leave out a class', 'text-classification', { 0: 'negative', 2: 'positive' }],
    ['begin with 1', 'text-classification', { 1: 'negative', 2: 'positive' }],
    ['have none for one', 'token-classification', { 0: 'O', 1: null, 2: 'I-PER' }],
    ['stand the wrong way round', 'image-classification', { cat: 0, dog: 1 }],
  ])('are refused where they %s', (_about, task, id2label) => {
    expect(() => findTask(withFiles(task, { 'config.json': { id2label } }))).toThrow(
      refusal("id2label of the bundle's config.json must name each class from 0 to"),
    );
  });

  it('are asked for nothing of a model without classes', () => {
    expect(
      findTask(
        withFiles('feature-extraction', {
          'config.json': { architectures: ['BertModel'], id2label: { 1: 'a' } },
        }),
      ).task,
    ).toBe('feature-extraction');
  });
});

describe('what transformers refuses', () => {
  it.each(['multilabel', 'multi_class_classification', 'Regression', 3])(
    'is refused as problem_type: %s',
    (problem) => {
      expect(() =>
        findTask(withFiles('text-classification', { 'config.json': { problem_type: problem } })),
      ).toThrow(refusal('problem_type of config.json must be "regression"'));
    },
  );

  it('is refused as model_max_length: a text', () => {
    expect(() =>
      findTask(
        withFiles('text-classification', { 'tokenizer_config.json': { model_max_length: '128' } }),
      ),
    ).toThrow(refusal('must be a number; it is "128"'));
  });

  it('is not the older name of model_max_length', () => {
    expect(
      findTask(withFiles('text-classification', { 'tokenizer_config.json': { max_len: 12 } }))
        .config,
    ).toMatchObject({ text: { cutTokens: 12 } });
  });
});
