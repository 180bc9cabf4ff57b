import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HUGGING_FACE_ANSWERS } from '../../layers/maas/api/schemas/hugging-face-answer.ts';
import type { TaskName } from '../../layers/maas/core/tasks/task/task.ts';
import { encodeOnnx, node, TYPE, value } from '../support/onnx-model.ts';
import { startService, type Reply, type Service } from '../support/service.ts';
import { textModel, toWordVector } from '../support/text-models.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string): Buffer => readFileSync(path.join(root, file));
const TABLE = 'test/fixtures/references/tabular';
const GOOD = '这是一个正面的文本';
const BAD = '这是一个负面的文本';
const ROW = JSON.parse(read(`${TABLE}/mixed/reference.jsonl`).toString().split('\n')[0] ?? '') as {
  row: Record<string, unknown>;
  label: string;
};
const NUMBERS = JSON.parse(
  read(`${TABLE}/regression/reference.jsonl`).toString().split('\n')[0] ?? '',
) as { row: Record<string, unknown>; value: number };

/** The words of `[CLS] … [SEP]`, summed, or averaged over `count`. */
const sum = (words: readonly number[], width: number, count = 1): number[] =>
  Array.from(
    { length: width },
    (_, column) =>
      [2, ...words, 3].reduce(
        (total, word) => total + (toWordVector(word, width)[column] ?? NaN),
        0,
      ) / count,
  );
const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit));
const near = (values: readonly number[]): unknown[] =>
  values.map((one): unknown => expect.closeTo(one, 5));
const toUnit = (vector: readonly number[]): number[] =>
  vector.map((one) => one / Math.hypot(...vector));

let service: Service;
const post = (url: string, json: unknown): Promise<Reply> => service.call('POST', url, { json });
const postCsv = (url: string, body: string, headers: Record<string, string> = {}): Promise<Reply> =>
  service.call('POST', url, { body, headers: { 'content-type': 'text/csv', ...headers } });

beforeAll(async () => {
  service = await startService();
  const matrix = (name: string): ReturnType<typeof value> =>
    value(name, TYPE.FLOAT, [undefined, 2]);
  const bundles: Record<string, Record<string, Uint8Array>> = {
    sentiment: { 'model.onnx': read('examples/sentiment/model.onnx') },
    default: { 'model.onnx': read('examples/sentiment/model.onnx') },
    'BAAI--bge-Small_v1.5': textModel('last_hidden_state', 4, {
      architectures: ['BertModel'],
      max_position_embeddings: 16,
    }),
    ranker: textModel(
      'logits',
      1,
      { architectures: ['BertForSequenceClassification'], id2label: { 0: 'LABEL_0' } },
      { isSummed: true },
    ),
    classifier: textModel(
      'logits',
      2,
      {
        architectures: ['BertForSequenceClassification'],
        id2label: { 0: 'negative', 1: 'positive' },
      },
      { isSummed: true },
    ),
    tagger: textModel('logits', 3, {
      architectures: ['BertForTokenClassification'],
      id2label: { 0: 'O', 1: 'B-PER', 2: 'B-ORG' },
    }),
    filler: textModel('logits', 7, { architectures: ['BertForMaskedLM'], vocab_size: 7 }),
    mixed: { 'model.onnx': read(`${TABLE}/mixed/model.onnx`) },
    regression: { 'model.onnx': read(`${TABLE}/regression/model.onnx`) },
    digits: Object.fromEntries(
      ['model.onnx', 'config.json', 'preprocessor_config.json'].map((file) => [
        file,
        read(`test/fixtures/references/digits-cnn/${file}`),
      ]),
    ),
    pair: {
      'model.onnx': encodeOnnx({
        graph: {
          input: [matrix('a'), matrix('b')],
          output: [matrix('sum'), matrix('difference')],
          node: [node('Add', ['a', 'b'], ['sum']), node('Sub', ['a', 'b'], ['difference'])],
        },
      }),
    },
    matrix: {
      'model.onnx': encodeOnnx({
        graph: {
          input: [value('x', TYPE.FLOAT, [undefined, 2, 2])],
          output: [value('y', TYPE.FLOAT, [undefined, 2, 2])],
          node: [node('Identity', ['x'], ['y'])],
        },
      }),
    },
  };
  for (const [name, files] of Object.entries(bundles)) {
    expect(
      await service.upload(files, { name, ...(name === 'pair' ? { task: 'tensor' } : {}) }),
    ).toMatchObject({ status: 201 });
  }
  expect(
    await service.upload(bundles.pair ?? {}, { name: 'frame', task: 'tabular-regression' }),
  ).toMatchObject({ status: 201 });
}, 120_000);
afterAll(() => {
  service.stop();
});

describe("KServe's protocol v1", () => {
  it.each([
    [
      'sentiment',
      [GOOD, BAD],
      [
        { label: 'positive', score: expect.any(Number) },
        { label: 'negative', score: expect.any(Number) },
      ],
    ],
    ['sentiment', [{ text: GOOD }], [{ label: 'positive', score: expect.any(Number) }]],
    ['mixed', [ROW.row, Object.values(ROW.row)], [ROW.label, ROW.label]],
    ['regression', [NUMBERS.row], [expect.closeTo(NUMBERS.value, 2)]],
    [
      'pair',
      [
        { a: [1, 2], b: [3, 4] },
        { a: [0, 0], b: [1, 1] },
      ],
      [
        { sum: [4, 6], difference: [-2, -2] },
        { sum: [1, 1], difference: [-1, -1] },
      ],
    ],
    ['frame', [{ a: [1, 2], b: [3, 4] }], [{ sum: [4, 6], difference: [-2, -2] }]],
    [
      'matrix',
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
    ],
    ['bAAI%2Fbge-small_v1.5', ['good'], [near(sum([5], 4, 3))]],
    [
      'tagger',
      ['good bad'],
      [
        expect.arrayContaining([
          expect.objectContaining({ entity: 'B-ORG', word: 'good', start: 0, end: 4 }),
        ]),
      ],
    ],
    [
      'filler',
      ['[MASK] good'],
      [expect.arrayContaining([expect.objectContaining({ token_str: expect.any(String) })])],
    ],
  ])('answers one prediction per instance of %s: %j', async (model, instances, predictions) => {
    expect(await post(`/v1/models/${model}:predict`, { instances })).toMatchObject({
      status: 200,
      body: { predictions },
    });
  });

  it('takes parameters of the pipeline, and what TensorFlow Serving sends beside instances', async () => {
    const { body } = await post('/v1/models/classifier%3Apredict', {
      instances: ['good'],
      parameters: { top_k: 2 },
      signature_name: 'serving_default',
    });
    expect((body as { predictions: unknown[][] }).predictions[0]).toHaveLength(2);
  });

  it.each([
    ['/v1/models/sentiment', { instances: [GOOD] }, 404, '/v1/models/{model}:predict'],
    [
      '/v1/models/sentiment:explain',
      { instances: [GOOD] },
      404,
      'There is no verb "explain"; a prediction is POST',
    ],
    ['/v1/models/none:predict', { instances: [GOOD] }, 404, "'none'"],
    ['/v1/models/sentiment:predict', {}, 400, '"instances"'],
    ['/v1/models/sentiment:predict', { instances: [] }, 400, 'one instance'],
    ['/v1/models/pair:predict', { instances: [[1, 2]] }, 400, '"a", "b"'],
    [
      '/v1/models/pair:predict',
      { instances: [{ a: [1, 2] }] },
      400,
      'Instance 0 lacks the input "b"',
    ],
  ])('refuses in words what it cannot answer: %s %j', async (url, json, status, words) => {
    expect(await post(url, json)).toMatchObject({
      status,
      body: { error: { message: expect.stringContaining(words) } },
    });
  });

  it('says that a model is ready in the same answer in which OpenAI has it', async () => {
    expect(await service.call('GET', '/v1/models/SENTIMENT')).toMatchObject({
      status: 200,
      body: { id: 'sentiment', object: 'model', name: 'sentiment', ready: true },
    });
    expect(await service.call('GET', '/v1/models/BAAI%2Fbge-small_v1.5')).toMatchObject({
      status: 200,
      body: { id: 'BAAI--bge-Small_v1.5', name: 'BAAI--bge-Small_v1.5' },
    });
    expect(await service.call('GET', '/v1/models/none')).toMatchObject({ status: 404 });
  });
});

describe("MLflow's and SageMaker's invocations", () => {
  const columns = Object.keys(ROW.row);
  const cells = Object.values(ROW.row);
  it.each([
    [
      'a frame in pieces',
      { dataframe_split: { columns, index: [0], data: [cells] }, params: null },
    ],
    [
      'a frame without names',
      { dataframe_split: { columns: columns.map((_, index) => index), data: [cells] } },
    ],
    ['records', { dataframe_records: [ROW.row] }],
    ['instances', { instances: [cells] }],
    ['rows as inputs', { inputs: [cells] }],
    [
      'columns as inputs',
      { inputs: Object.fromEntries(Object.entries(ROW.row).map(([name, cell]) => [name, [cell]])) },
    ],
    ['a bare list', [cells]],
  ])('answer what predict gives for %s', async (_, json) => {
    for (const url of [
      '/models/mixed/invocations',
      '/endpoints/mixed/invocations',
      '/invocations?model=mixed',
    ]) {
      expect(await post(url, json)).toMatchObject({
        status: 200,
        body: { predictions: [ROW.label] },
        headers: { 'x-model-version': '1' },
      });
    }
  });

  it('answer by the content type of MLflow 1', async () => {
    const split = (type: string, json: unknown): Promise<Reply> =>
      service.call('POST', '/models/mixed/invocations', {
        json,
        headers: { 'content-type': type },
      });
    expect(
      await split('application/json; format=pandas-split', { columns, data: [cells] }),
    ).toMatchObject({ status: 200, body: { predictions: [ROW.label] } });
    expect(await split('application/json; format=pandas-records', [ROW.row])).toMatchObject({
      status: 200,
      body: { predictions: [ROW.label] },
    });
  });

  it.each([
    ['with a header', `${columns.join(',')}\r\n${cells.join(',')}\r\n`, {}],
    [
      'with a header in another order',
      `${columns.toReversed().join(',')}\n${cells
        .toReversed()
        .map((cell) => `"${String(cell)}"`)
        .join(',')}`,
      {},
    ],
    ['without one', `${cells.join(',')}\n`, {}],
    [
      'without one, as the type says',
      `${cells.join(',')}\n`,
      { 'content-type': 'text/csv; charset=utf-8; header=absent' },
    ],
    [
      'with a byte order mark',
      `\uFEFF${columns.join(',')}\n${cells.join(',')}\n\n`,
      { 'content-type': 'text/csv; header=present' },
    ],
  ])('read CSV %s', async (_, csv, headers) => {
    expect(await postCsv('/models/mixed/invocations', csv, headers)).toMatchObject({
      status: 200,
      body: { predictions: [ROW.label] },
    });
  });

  it('answer in CSV where the caller takes nothing else', async () => {
    const csv = `${columns.join(',')}\n${cells.join(',')}\n${cells.join(',')}\n`;
    const reply = await postCsv('/models/mixed/invocations', csv, { accept: 'text/csv' });
    expect([reply.headers['content-type'], reply.bytes.toString()]).toEqual([
      'text/csv; charset=utf-8',
      `${ROW.label}\n${ROW.label}\n`,
    ]);
    expect(
      (await postCsv('/models/mixed/invocations', csv, { accept: 'text/csv, */*' })).body,
    ).toEqual({ predictions: [ROW.label, ROW.label] });
    const pair = await service.call('POST', '/models/pair/invocations', {
      json: { inputs: { a: [[1, 2]], b: [[3, 4]] } },
      headers: { accept: 'text/csv' },
    });
    expect(pair.bytes.toString()).toBe('4,6,-2,-2\n');
  });

  it('read a column of texts', async () => {
    expect(await postCsv('/invocations', `text\n"${GOOD}，""好"""\n`)).toMatchObject({
      status: 200,
      body: { predictions: [{ label: 'positive' }] },
    });
    expect(
      await post('/invocations', {
        dataframe_split: { columns: ['review'], data: [[GOOD], [BAD]] },
      }),
    ).toMatchObject({ body: { predictions: [{ label: 'positive' }, { label: 'negative' }] } });
  });

  it.each([
    ['there is nothing', {}, 'got none'],
    ['there are two forms', { instances: [[1]], inputs: [[1]] }, 'got "instances" and "inputs"'],
    ['a row is short', { dataframe_split: { columns: ['a', 'b'], data: [[1]] } }, 'Row 0'],
    ['columns are of two lengths', { inputs: { a: [1, 2], b: [1] } }, '"b" has 1 values'],
    ['a table gets parameters', { instances: [cells], params: { top_k: 1 } }, '"params"'],
    ["the body is Hugging Face's", { inputs: 'x', parameters: {} }, '/hf/models/{model}'],
    ['a key is unknown', { instances: [cells], columns }, '"columns"'],
  ])('refuse in words when %s', async (_, json, words) => {
    expect(await post('/models/mixed/invocations', json)).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining(words) },
    });
  });

  it.each([
    ['', 'no row'],
    ['a,"b\n', 'Line 1'],
    [`${columns.join(',')}\n1\n`, 'Row 0'],
    [Buffer.from([0xff, 0x2c]).toString('latin1'), 'UTF-8'],
  ])('refuse the CSV %j', async (csv, words) => {
    const body = words === 'UTF-8' ? Buffer.from(csv, 'latin1') : csv;
    expect(
      await service.call('POST', '/models/mixed/invocations', {
        body,
        headers: { 'content-type': 'text/csv' },
      }),
    ).toMatchObject({ status: 400, body: { error: expect.stringContaining(words) } });
  });

  it('refuse another type, and say which they take', async () => {
    expect(
      await service.call('POST', '/models/mixed/invocations', {
        body: 'x',
        headers: { 'content-type': 'application/x-npy' },
      }),
    ).toMatchObject({ status: 415, body: { error: expect.stringContaining('text/csv') } });
    expect(await service.call('GET', '/ping')).toMatchObject({
      status: 200,
      body: { ready: true },
    });
  });
});

describe("text-embeddings-inference's calls", () => {
  const good = toUnit(sum([5], 4, 3));
  it.each([
    [{ inputs: 'good' }, [near(good)]],
    [{ inputs: ['good', 'bad'], truncate: null }, [near(good), near(toUnit(sum([6], 4, 3)))]],
    [{ inputs: 'good', normalize: false }, [near(sum([5], 4, 3))]],
    [{ inputs: 'good', dimensions: 2 }, [near(toUnit(good.slice(0, 2)))]],
  ])('embed %j', async (json, vectors) => {
    expect(await post('/models/baai--bge-small_v1.5/embed', json)).toMatchObject({
      status: 200,
      body: vectors,
    });
    expect(await post('/embed?model=BAAI--bge-small_v1.5', json)).toMatchObject({
      status: 200,
      body: vectors,
    });
  });

  it('rank texts by what the cross-encoder says of each pair', async () => {
    const logits = ['bad', 'good bad', ''].map(
      (_, index) =>
        sum(
          [
            [5, 3, 6],
            [5, 3, 5, 6],
            [5, 3],
          ][index] ?? [],
          1,
        )[0] ?? NaN,
    );
    const order = [0, 1, 2].sort((a, b) => (logits[b] ?? 0) - (logits[a] ?? 0));
    const json = { query: 'good', texts: ['bad', 'good bad', ''] };
    expect((await post('/models/ranker/rerank', { ...json, raw_scores: true })).body).toEqual(
      order.map((index) => ({ index, score: expect.closeTo(logits[index] ?? NaN, 5) })),
    );
    expect(
      (await post('/rerank?model=ranker', { ...json, return_text: true, truncate: true })).body,
    ).toEqual(
      order.map((index) => ({
        index,
        text: json.texts[index],
        score: expect.closeTo(sigmoid(logits[index] ?? NaN), 5),
      })),
    );
  });

  it('predict as that server does what only it would be sent', async () => {
    const [first, second] = (
      await post('/models/classifier/predict', { inputs: 'good', raw_scores: true })
    ).body as { label: string; score: number }[];
    expect([first?.score, second?.score]).toEqual(near(sum([5], 2).sort((a, b) => b - a)));
    const { body } = await post('/models/classifier/predict', {
      inputs: [['good'], ['good', 'bad']],
    });
    expect(body).toEqual([
      [expect.objectContaining({ label: expect.any(String) }), expect.anything()],
      [expect.anything(), expect.anything()],
    ]);
    expect((await post('/models/classifier/predict', { inputs: ['good', 'bad'] })).body).toEqual([
      expect.objectContaining({ score: expect.any(Number) }),
      expect.anything(),
    ]);
  });

  it.each([
    ['/embed', { inputs: 'good' }, 422, 'feature-extraction'],
    ['/models/classifier/rerank', { query: 'good', texts: ['bad'] }, 422, 'cross-encoder'],
    ['/models/ranker/rerank', { query: 'good', texts: [] }, 400, 'one text'],
    [
      '/models/ranker/rerank',
      { query: 'good', texts: ['bad'], truncation_direction: 'left' },
      400,
      'at their end',
    ],
    ['/models/baai--bge-small_v1.5/embed', { inputs: 'good', dimensions: 5 }, 400, 'from 1 to 4'],
    [
      '/models/baai--bge-small_v1.5/embed',
      { inputs: 'good '.repeat(40), truncate: false },
      422,
      'token',
    ],
    ['/models/classifier/predict', { inputs: [['a', 'b', 'c']] }, 400, 'one text, or two'],
  ])('are refused in words: %s %j', async (url, json, status, words) => {
    expect(await post(url, json)).toMatchObject({
      status,
      body: { error: expect.stringContaining(words) },
    });
  });
});

describe("Hugging Face's Inference API", () => {
  const call = (model: string, json: unknown): Promise<Reply> => post(`/hf/models/${model}`, json);
  const both = [
    expect.objectContaining({ label: expect.any(String), score: expect.any(Number) }),
    expect.objectContaining({ label: expect.any(String) }),
  ];

  it.each([
    [
      'classes of one text',
      'classifier',
      { inputs: 'good', options: { wait_for_model: true }, parameters: null },
      [both],
    ],
    ['classes of two', 'classifier', { inputs: ['good', 'bad'] }, [both, both]],
    [
      'the best class of a pair',
      'classifier',
      { inputs: { text: 'good', text_pair: 'bad' }, parameters: { top_k: 1 } },
      [[both[0]]],
    ],
    ['classes of a model that reads strings', 'sentiment', { inputs: GOOD }, [both]],
    [
      'entities, joined',
      'tagger',
      { inputs: 'good bad' },
      expect.arrayContaining([expect.objectContaining({ entity_group: expect.any(String) })]),
    ],
    [
      'entities as asked',
      'tagger',
      { inputs: 'good bad', parameters: { aggregation_strategy: 'none' } },
      expect.arrayContaining([expect.objectContaining({ entity: expect.any(String) })]),
    ],
    [
      'words',
      'filler',
      { inputs: '[MASK] good', parameters: { top_k: 2 } },
      [expect.objectContaining({ sequence: expect.any(String) }), expect.anything()],
    ],
    ['a vector', 'BAAI/bge-small_v1.5', { inputs: 'good' }, [near(sum([5], 4, 3))]],
    [
      'vectors of the length 1',
      'BAAI%2FBGE-small_v1.5',
      { inputs: ['good'], normalize: true, truncate: true, encoding_format: null },
      [near(toUnit(sum([5], 4, 3)))],
    ],
    [
      'vectors as the pipeline is asked',
      'BAAI--bge-small_v1.5',
      {
        inputs: ['good'],
        parameters: { normalize_embeddings: true, max_length: 8, truncation: true },
      },
      [near(toUnit(sum([5], 4, 3)))],
    ],
    [
      'cosines',
      'BAAI/bge-small_v1.5',
      { inputs: { source_sentence: 'good', sentences: ['good', 'bad'] } },
      [expect.closeTo(1, 5), expect.any(Number)],
    ],
    [
      'classes of a table',
      'mixed',
      { table: Object.fromEntries(Object.entries(ROW.row).map(([name, cell]) => [name, [cell]])) },
      [ROW.label],
    ],
    [
      'numbers of a table',
      'regression',
      {
        inputs: {
          data: Object.fromEntries(
            Object.entries(NUMBERS.row).map(([name, cell]) => [name, [cell]]),
          ),
        },
      },
      [expect.closeTo(NUMBERS.value, 2)],
    ],
  ])('answers %s, as it is described', async (_, model, json, answer) => {
    const { body } = await call(model, json);
    expect(body).toEqual(answer);
    const name = model.replace(/%2F|\//, '--');
    const version = await service.call('GET', `/models/${name}/versions/1`);
    const { task } = version.body as { task: TaskName };
    expect(HUGGING_FACE_ANSWERS[task].safeParse(body).error).toBeUndefined();
  });

  it('answers a picture as bytes and in base64', async () => {
    const picture = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
      'base64',
    );
    const bytes = await service.call('POST', '/hf/models/digits', {
      body: picture,
      headers: { 'content-type': 'image/png' },
    });
    expect(bytes.body).toHaveLength(5);
    for (const type of ['', 'application/json', 'application/x-www-form-urlencoded']) {
      expect(
        (
          await service.call('POST', '/hf/models/digits', {
            body: picture,
            ...(type === '' ? {} : { headers: { 'content-type': type } }),
          })
        ).body,
      ).toEqual(bytes.body);
    }
    expect(
      await service.call('POST', '/models/digits/predict', { body: Buffer.from('GIF89a…') }),
    ).toMatchObject({ status: 400, body: { error: expect.stringContaining('GIF') } });
    expect(
      (await call('digits', { inputs: picture.toString('base64'), parameters: { top_k: 5 } })).body,
    ).toEqual(bytes.body);
  });

  it.each([
    ['none/such', { inputs: 'x' }, 404, 'none--such'],
    ['classifier', {}, 400, '"inputs"'],
    ['classifier', { inputs: 'good', parameters: { temperature: 1 } }, 400, '"temperature"'],
    ['mixed', { inputs: 'x' }, 400, '"table"'],
    ['BAAI/bge-small_v1.5', { inputs: 'good', truncation_direction: 'left' }, 400, 'at their end'],
  ])('refuses in words: %s %j', async (model, json, status, words) => {
    expect(await call(model, json)).toMatchObject({
      status,
      body: { error: expect.stringContaining(words) },
    });
  });
});
