import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { type Reply } from '../../support/service.ts';
import { GOOD, BAD, ROW, service, post, useNeighbours } from '../../support/neighbours.ts';

const postCsv = (url: string, body: string, headers: Record<string, string> = {}): Promise<Reply> =>
  service.call('POST', url, { body, headers: { 'content-type': 'text/csv', ...headers } });

useNeighbours(['default', 'mixed', 'pair', 'digits']);

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
    [
      'a column is named twice',
      { dataframe_split: { columns: [...columns, columns[0]], data: [[...cells, 1]] } },
      'twice; give each column once',
    ],
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
    [`${columns.join(',')},shop\n${cells.join(',')},x\n`, 'have the name "shop" twice'],
    [`${columns.join(';')}\n${cells.join(';')}\n`, '";" between its values'],
    [`${cells.join('\t')}\n`, '"\\t" between its values'],
    [`,${columns.join(',')}\n0,${cells.join(',')}\n`, 'to_csv(index=False)'],
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

  it.each(['image/png', 'application/x-image', 'application/octet-stream'])(
    'answer a picture that is the body when its type is %s',
    async (type) => {
      const body = readFileSync('test/fixtures/references/digits-cnn/images/000-rgb.png');
      const headers = { 'content-type': type };
      const [[best]] = (
        (await service.call('POST', '/endpoints/digits/invocations', { body, headers })).body as {
          predictions: { label: string }[][];
        }
      ).predictions as [[{ label: string }]];
      expect(best.label).toBe('two');
      expect(
        await service.call('POST', '/endpoints/mixed/invocations', { body, headers }),
      ).toMatchObject({ status: type === 'application/octet-stream' ? 400 : 415 });
    },
  );

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
