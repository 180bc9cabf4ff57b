import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { encodeOnnx, node, rawTensor, TYPE, value } from '../support/onnx-model.ts';
import type { Reply } from '../support/service.ts';
import { useService } from '../support/use-service.ts';

/**
 * What no caller should have to read: a stack of C++, a package of locales, a place in data that
 * the caller never laid out.
 */
const NOISE =
  /::|<lambda|\.(cc|h|cpp|ts|js):\d|language-pack|at position \d|Non-zero status|Status Message|Fatal error|\(-1\)|domain_version|was false\.|undefined|\[object|\/(tmp|home|var|onnxruntime_src)\//;
const VECTORIZERS = path.resolve(import.meta.dirname, '../fixtures/references/vectorizers');

const x = value('x', TYPE.FLOAT, ['n', 2]);
const y = value('y', TYPE.FLOAT);
const unary = (
  operator: string,
  attributes: Parameters<typeof node>[3] = {},
  domain = '',
): Uint8Array =>
  encodeOnnx({
    graph: { node: [node(operator, ['x'], ['y'], attributes, domain)], input: [x], output: [y] },
    opsets: { '': 17, 'ai.onnx.ml': 3, 'com.microsoft': 1, 'ai.onnx.preview.training': 1 },
  });
const sum = encodeOnnx({
  graph: {
    node: [node('MatMul', ['x', 'w'], ['y'])],
    input: [x],
    output: [value('y', TYPE.FLOAT, ['n', 1])],
    initializer: [rawTensor('w', [2, 1], Float32Array.of(1, 2))],
  },
});
const tfidf = readFileSync(path.join(VECTORIZERS, 'tfidf.onnx'));
const double = encodeOnnx({
  graph: {
    node: [node('Imputer', ['x'], ['y'], { imputed_value_floats: [0.5] }, 'ai.onnx.ml')],
    input: [value('x', TYPE.DOUBLE, ['n', 2])],
    output: [value('y', TYPE.DOUBLE, ['n', 2])],
  },
});

const service = useService();

function expectSentence({ status, body }: Reply, words: readonly string[]): void {
  const { error } = body as { error: string };
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(500);
  expect(error).toMatch(/^['A-Z].*[.]$/s);
  expect(error).not.toMatch(NOISE);
  for (const word of words) expect(error).toContain(word);
}

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

describe('the sentence of a refused prediction says what to do', () => {
  beforeAll(async () => {
    expect(
      (
        await service.upload(
          { 'm.onnx': sum, 'columns.txt': Buffer.from('age\nbody mass\n') },
          { name: 'table' },
        )
      ).status,
    ).toBe(201);
    expect(
      (await service.upload({ 'm.onnx': unary('Neg') }, { name: 'any', task: 'tensor' })).status,
    ).toBe(201);
  });

  it.each<[string, string, string[]]>([
    [
      'a cell is not a number',
      '{"rows": [[1, 2], {"age": 1, "body mass": "n/a"}]}',
      ['Row 1', '"body mass"', '"n/a"', 'null'],
    ],
    [
      'a cell is a number of another kind',
      '{"rows": [[1, 1e300]]}',
      ['Row 0', '"body mass"', '1e+300', '3.4e38'],
    ],
    ['a column is missing', '{"rows": [{"age": 1}]}', ['Row 0', '"body mass"', 'null']],
    [
      'columns are unknown',
      '{"rows": [{"age": 1, "body mass": 2, "height": 3, "weight": 4}]}',
      ['"height", "weight"', '"age", "body mass"'],
    ],
    ['a row is short', '{"rows": [[1]]}', ['1 values', '2 columns', '"age"']],
    ['rows are numbers', '{"rows": [1, 2]}', ['"rows.0"', 'object or array', '(got 1)']],
    ['rows are one number', '{"rows": 5}', ['"rows"', '(got 5)']],
    ['it is Python', "{'rows': [[1, None]]}", ['json.dumps']],
    ['it is a form', 'rows=1', ['json=']],
    ['a tensor has text', '{"tensors": {"x": [[1, "5"]]}}', ["'x' is FP32", '"5" at [0][1]']],
    ['a tensor has another shape', '{"tensors": {"x": [[1, 2, 3]]}}', ['[-1, 2]', '[1, 3]']],
  ])('when %s', async (_, body, words) => {
    expectSentence(
      await service.call('POST', '/models/table/predict', {
        body,
        headers: { 'content-type': 'application/json' },
      }),
      words,
    );
  });

  it.each<[string, unknown[], string[]]>([
    ['text', [1, 'a'], ['"a" at [0][1]', 'null for NaN']],
    ['a boolean', [true, 1], ['true at [0][0]']],
    ['too large a number', [1, 1e300], ['1e+300 at [0][1]']],
  ])('when a tensor of the protocol has %s', async (_, data, words) => {
    expectSentence(
      await service.call('POST', '/v2/models/any/infer', {
        json: { inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 2], data }] },
      }),
      words,
    );
  });
});
