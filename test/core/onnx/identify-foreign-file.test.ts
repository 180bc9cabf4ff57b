import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { identifyForeignFile } from '../../../layers/maas/core/onnx/identify-foreign-file.ts';
import { toFileBytes } from '../../support/file-bytes.ts';

interface Foreign {
  readonly name: string;
  readonly is: string;
  readonly next: string;
  readonly base64: string;
}

const MADE = readFileSync(
  path.resolve(import.meta.dirname, '../../fixtures/foreign/foreign.jsonl'),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Foreign);

/** Lengths of a message's fields stand before them. */
const SAVED_MODEL = '\x08\x01\x12\x20\x0a\x1e\x0a\x05serve2\x06unknown \x01';

const BY_HAND: readonly (readonly [string, string | Buffer, string, string])[] = [
  [
    'a pointer of Git LFS',
    `version https://git-lfs.github.com/spec/v1\noid sha256:${'4d'.repeat(32)}\nsize 90405214\n`,
    'Git LFS',
    'git lfs pull',
  ],
  [
    'a PyTorch checkpoint of 2018',
    Buffer.from('80028a0a6cfc9c46f9206aa850192e', 'hex'),
    'PyTorch',
    'torch.onnx.export',
  ],
  ['a GGUF file', 'GGUF\x03\0\0\0', 'GGUF', 'export'],
  [
    'a TensorFlow Lite model',
    Buffer.from('\x1c\0\0\0TFL3\x14\0', 'latin1'),
    'TensorFlow Lite',
    'tf2onnx',
  ],
  [
    'a model in the format of ONNX Runtime',
    Buffer.from('\x18\0\0\0ORTM\0\0', 'latin1'),
    '.ort',
    '.onnx',
  ],
  ['a SavedModel', Buffer.from(SAVED_MODEL, 'latin1'), 'SavedModel', 'tf2onnx'],
  ['a page of HTML', '\n<!DOCTYPE html>\n<html><body>Sign in</body></html>', 'HTML', 'download'],
  [
    "an object store's error",
    '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code></Error>',
    'error',
    'download',
  ],
  ['an answer of an API', '{"error": "Repository not found"}', 'error', 'download'],
  ['a PMML document', '<?xml version="1.0"?>\n<PMML version="4.4"></PMML>', 'PMML', 'skl2onnx'],
  [
    'an OpenVINO model',
    '<?xml version="1.0"?>\n<net name="x" version="11"></net>',
    'OpenVINO',
    'ONNX file',
  ],
  [
    'a config.json',
    '{"architectures": ["BertModel"], "model_type": "bert"}',
    'config.json',
    'optimum-cli',
  ],
  [
    "a dump of XGBoost's trees",
    '[  { "nodeid": 0, "depth": 0, "split": "f0", "split_condition": 0.5, "yes": 1, "no": 2 }]',
    'XGBoost',
    'save_model',
  ],
  [
    "a dump of XGBoost's trees as text",
    'booster[0]:\n0:[f0<0.189] yes=1,no=2,missing=2\n',
    'XGBoost',
    'save_model',
  ],
  ['a picture', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), 'PNG', '/predict'],
  ['a PDF document', '%PDF-1.7\n', 'PDF', 'ONNX file'],
  ['nothing but zeros', Buffer.alloc(100), 'zeros', 'download'],
  ['a text', 'hello, this is my model', 'hello, this is my model', 'ONNX file'],
];

describe('identifyForeignFile', () => {
  it.each(MADE.map((file) => [file.name, file] as const))(
    'names what it is and what is next when a model is %s, as its own program writes it',
    (_, { is, next, base64 }) => {
      const foreign = identifyForeignFile(toFileBytes(Buffer.from(base64, 'base64')));
      expect(foreign?.is).toContain(is);
      expect(foreign?.next).toContain(next);
    },
  );

  it.each([
    ['pickle', 'sklearn'],
    ['joblib', 'sklearn'],
    ['joblib-gzip', 'sklearn'],
    ['torch-zip', 'torch'],
    ['torchscript', 'torch'],
    ['keras', 'keras'],
    ['hdf5', 'keras'],
    ['safetensors', 'huggingface'],
    ['catboost-cbm', 'catboost'],
  ])('names the line that makes a bundle of it when a model is %s', (name, extra) => {
    const { base64 = '' } = MADE.find((file) => file.name === name) ?? {};
    const next = identifyForeignFile(toFileBytes(Buffer.from(base64, 'base64')))?.next;
    expect(next).toContain('`maas-convert FILE -o BUNDLE`');
    expect(next).toContain(`pip install 'maas-convert[${extra}]'`);
  });

  it.each(BY_HAND)(
    'names what it is and what is next when a model is %s',
    (_, content, is, next) => {
      const foreign = identifyForeignFile(toFileBytes(Buffer.from(content)));
      expect(foreign?.is).toContain(is);
      expect(foreign?.next).toContain(next);
    },
  );

  it.each([
    [
      'it was cut short',
      Buffer.from('\x08\x0a\x12\x07pytorch\x1a\x052.9.0\x3a\xff\xff\xff', 'latin1'),
    ],
    ['its bytes say nothing', Buffer.from([0x08, 0xff, 0x01, 0x02, 0x93, 0x44])],
  ])('leaves the word to what was wrong in the model when %s', (_, bytes) => {
    expect(identifyForeignFile(toFileBytes(bytes))).toBeUndefined();
  });
});
