import { beforeAll, describe, expect, it } from '@jest/globals';
import { unary, sum, service, expectSentence } from '../support/sentences.ts';

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
    ['it is CSV', 'age,body mass\n1,2\n', ['CSV', 'POST /invocations', 'text/csv']],
    ['it is JSON lines', '{"age": 1}\n{"age": 2}\n', ['JSON lines', '"rows"']],
    ['it is JSON twice', '"{\\"rows\\": [[1, 2]]}"', ['json=body', 'json.dumps(body)']],
    ['rows are an object of columns', '{"rows": {"age": [1]}}', ['to_dict(orient="records")']],
    ['rows are a text', '{"rows": "[]"}', ['to_dict(orient="records")']],
    ['rows are one row', '{"rows": [1, 2]}', ['{"rows": [[…]]}']],
    ['rows are bare', '[[1, 2]]', ['{"rows": […]}']],
    ['a row is bare', '{"age": 1, "body mass": 2}', ['{"rows": [{…}]}']],
    ["it is KServe's", '{"instances": [[1, 2]]}', ['POST /v1/models/{model}:predict']],
    ["it is MLflow's", '{"inputs": [[1, 2]]}', ['"inputs"', 'POST /invocations']],
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
