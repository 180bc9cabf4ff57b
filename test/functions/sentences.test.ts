import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { encodeOnnx, node, TYPE, value } from '../support/onnx-model.ts';
import { x, y, unary, sum, service, expectSentence } from '../support/sentences.ts';

const VECTORIZERS = path.resolve(import.meta.dirname, '../fixtures/references/vectorizers');
const tfidf = readFileSync(path.join(VECTORIZERS, 'tfidf.onnx'));

const double = encodeOnnx({
  graph: {
    node: [node('Imputer', ['x'], ['y'], { imputed_value_floats: [0.5] }, 'ai.onnx.ml')],
    input: [value('x', TYPE.DOUBLE, ['n', 2])],
    output: [value('y', TYPE.DOUBLE, ['n', 2])],
  },
});

describe('the sentence of a refused upload says what to do', () => {
  it.each<[string, Record<string, Uint8Array>, string[]]>([
    [
      'an operator lacks the datatypes of float64 columns',
      { 'm.onnx': double },
      ['Imputer', 'float32'],
    ],
    ['an operator is unknown', { 'm.onnx': unary('Foo') }, ['Foo', 'opset_version']],
    [
      'an operator of ONNX Runtime is unknown',
      { 'm.onnx': unary('Foo', {}, 'com.microsoft') },
      ['Foo', 'com.microsoft'],
    ],
    [
      'an operator is of the extensions',
      { 'm.onnx': unary('Foo', {}, 'ai.onnx.contrib') },
      ['onnxruntime-extensions'],
    ],
    [
      'an operator trains',
      { 'm.onnx': unary('Gradient', { xs: ['x'], y: 'y' }, 'ai.onnx.preview.training') },
      ['model.eval()'],
    ],
    [
      'an attribute is of another operator set',
      { 'm.onnx': unary('Squeeze', { axes: [0] }) },
      ['Squeeze', '"axes"'],
    ],
    [
      'the operator set is of tomorrow',
      {
        'm.onnx': encodeOnnx({
          graph: { node: [node('Neg', ['x'], ['y'])], input: [x], output: [y] },
          opsets: { '': 99 },
        }),
      },
      ['opset_version=26', 'convert_version'],
    ],
    [
      'a sample differs in a tensor',
      {
        'm.onnx': sum,
        'samples.jsonl': Buffer.from(
          '{"input": {"inputs": [{"name": "x", "datatype": "FP32", "shape": [2, 2], "data": ' +
            '[1, 2, 3, 4]}]}, "output": {"outputs": [{"name": "y", "data": [5, 12]}]}}',
        ),
      },
      ['"y" at [1][0] is 11 and should be 12', 'tolerance'],
    ],
    [
      'a sample differs in a record',
      {
        'm.onnx': sum,
        'samples.jsonl': Buffer.from('{"input": {"rows": [[1, 2]]}, "output": [{"value": 5.1}]}'),
      },
      ['output[0].value is 5 and should be 5.1', '0.0001'],
    ],
    [
      'the labels are too few',
      { 'm.onnx': tfidf, 'labels.txt': Buffer.from('neg\n') },
      ['labels.txt names 1 label,', '2 classes'],
    ],
    [
      'the labels are none',
      { 'm.onnx': tfidf, 'labels.txt': Buffer.from('\r\n') },
      ['labels.txt names 0 labels'],
    ],
    [
      'the columns are too many',
      { 'm.onnx': sum, 'columns.txt': Buffer.from('a\nb\nc\n') },
      ['columns.txt names 3 columns', 'reads 2'],
    ],
    [
      'a column is named twice',
      { 'm.onnx': sum, 'columns.txt': Buffer.from('a\na\n') },
      ['"a" twice'],
    ],
  ])('when %s', async (_, files, words) => {
    expectSentence(await service.upload(files, { name: 'refused' }), words);
  });

  it('and a sample with NaN is one whose answer is null', async () => {
    expect(
      (
        await service.upload(
          {
            'm.onnx': sum,
            'samples.jsonl': Buffer.from(
              '{"input": {"rows": [[NaN, 2]]}, "output": [{"value": NaN}]}',
            ),
          },
          { name: 'nan' },
        )
      ).body,
    ).toMatchObject({ status: 'READY', validation: { samplesPassed: 1 } });
  });
});
