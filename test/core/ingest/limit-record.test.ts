import { describe, expect, it } from '@jest/globals';
import { LIMITS } from '../../../layers/maas/contract/limits.ts';
import { limitChoice, limitRecord } from '../../../layers/maas/core/ingest/limit-record.ts';
import { echo } from '../protocol/signatures.ts';
import { BUNDLE } from '../serving/versions.ts';

const LONG = 'x'.repeat(LIMITS.settingsBytes);
const SIGNATURE = echo('FP32', [-1, 4]);
const FILES = [
  'config.json',
  'tokenizer_config.json',
  'sub/config_sentence_transformers.json',
  'preprocessor_config.json',
  'columns.txt',
];
const TEXTS = new Map(FILES.map((path) => [path, path === 'tokenizer_config.json' ? LONG : '{}']));

describe('limitChoice', () => {
  it.each([
    ['prompts', { query: LONG }, 'sub/config_sentence_transformers.json'],
    ['processor', { mean: LONG }, 'preprocessor_config.json'],
    ['columns', [LONG], 'columns.txt'],
    ['text', { settings: LONG }, 'tokenizer_config.json'],
    ['form', LONG, 'tokenizer_config.json'], // the largest of those that it can be of
  ])('names the file when the setting %s is too large', (key, value, path) => {
    const choice = { task: 'tensor', config: { [key]: value } } as const;
    expect(() => {
      limitChoice(choice, SIGNATURE, TEXTS, 'model.onnx');
    }).toThrow(
      expect.objectContaining({
        code: 'TOO_LARGE',
        message: expect.stringContaining(`"${path}" brings`),
      }),
    );
  });

  it('takes what fits', () => {
    const labels = Array.from({ length: LIMITS.labels }, (_, index) => index);
    expect(() => {
      limitChoice(
        { task: 'tensor', labels, config: { prompts: { query: 'query: ' } } },
        SIGNATURE,
        TEXTS,
        'model.onnx',
      );
    }).not.toThrow();
  });
});

describe('limitRecord', () => {
  const validation = { loadMs: 1, peakMemoryBytes: 1, samplesPassed: 0, notes: [] };

  it.each([
    [
      'the list of its files',
      { bundle: { ...BUNDLE, files: [{ path: LONG, bytes: 1, sha256: '' }] }, validation },
    ],
    ['its notes', { bundle: BUNDLE, validation: { ...validation, notes: [LONG] } }],
    ['its settings', { bundle: { ...BUNDLE, config: { a: LONG } }, validation }],
  ])(
    'names the largest part when together they are too large: %s',
    (part, { bundle, validation: measured }) => {
      expect(() => {
        limitRecord(bundle, measured);
      }).toThrow(
        expect.objectContaining({ code: 'TOO_LARGE', message: expect.stringContaining(part) }),
      );
    },
  );

  it('takes an ordinary record', () => {
    expect(() => {
      limitRecord(BUNDLE, validation);
    }).not.toThrow();
  });
});
