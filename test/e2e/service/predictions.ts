import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { TYPE } from '../../support/onnx-model.ts';
import type { Client } from './client.ts';
import { createDoubler, createName, createUnshaped, SENTIMENT, TFIDF } from './fixtures.ts';

const TOLERANCE = 1e-5;

export function describePredictions(getClient: () => Client): void {
  describe('predictions', () => {
    let sentiment = '';

    beforeAll(async () => {
      const client = getClient();
      sentiment = createName('sentiment');
      expect(
        (await client.upload({ 'model.onnx': SENTIMENT.model }, { name: sentiment })).status,
      ).toBe(201);
    });

    it('are a list of records of label and numbers, with the version and an id in headers', async () => {
      const reply = await getClient().call('POST', `/models/${sentiment}/predict`, {
        json: { text: '这是一个正面的文本' },
      });
      expect(reply).toMatchObject({
        status: 200,
        body: [{ label: 'positive', score: expect.any(Number) as unknown }],
      });
      expect(reply.headers.get('x-model-version')).toBe('1');
      expect(reply.headers.get('x-prediction-id')).toMatch(/./);
      expect(reply.headers.get('server-timing')).toMatch(/dur=/);
    });

    it("are scikit-learn's own on all the held-out texts", async () => {
      const { reference } = SENTIMENT;
      const { status, body } = await getClient().call('POST', `/models/${sentiment}/predict`, {
        json: { text: reference.map(({ text }) => text), scores: true },
      });
      expect(status).toBe(200);
      const records = body as Record<string, string | number>[];
      expect(records.map(({ label }) => label)).toEqual(reference.map(({ label }) => label));
      const differences = reference.flatMap(({ scores }, row) =>
        Object.entries(scores).map(([name, score]) =>
          Math.abs(score - Number(records[row]?.[`score:${name}`])),
        ),
      );
      expect(Math.max(...differences)).toBeLessThan(TOLERANCE);
    });

    it("are scikit-learn's own for a default TfidfVectorizer, whose locale no image has", async () => {
      const client = getClient();
      const name = createName('tfidf');
      expect((await client.upload({ 'model.onnx': TFIDF.model }, { name })).status).toBe(201);
      const { body } = await client.call('POST', `/models/${name}/predict`, {
        json: { text: TFIDF.reference.map(({ text }) => text) },
      });
      expect(body).toEqual(
        TFIDF.reference.map(({ label, score }) => ({ label, score: expect.closeTo(score, 4) })),
      );
    });

    it('take the version from the query, by number and by alias', async () => {
      const client = getClient();
      for (const version of ['1', 'live']) {
        expect(
          (
            await client.call('POST', `/predict?model=${sentiment}&version=${version}`, {
              json: { text: '好' },
            })
          ).status,
        ).toBe(200);
      }
      expect(
        await client.call('POST', `/predict?model=${sentiment}&version=7`, {
          json: { text: '好' },
        }),
      ).toMatchObject({ status: 404, body: { code: 'VERSION_NOT_FOUND' } });
      expect(
        await client.call('POST', `/predict?model=${sentiment}&version=nobody`, {
          json: { text: '好' },
        }),
      ).toMatchObject({ status: 404, body: { code: 'ALIAS_NOT_FOUND' } });
    });

    it('take a body that is compressed', async () => {
      const reply = await getClient().call('POST', `/models/${sentiment}/predict`, {
        body: gzipSync(JSON.stringify({ text: '很好' })),
        headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      });
      expect(reply).toMatchObject({ status: 200, body: [{ label: 'positive' }] });
    });

    it.each<[string, unknown, number]>([
      ['no text', {}, 400],
      ['a number', { text: 5 }, 400],
      ['no texts', { text: [] }, 400],
      ['a list', [1], 400],
      ['half a surrogate', { text: '\ud83d' }, 400],
    ])('are refused when the body has %s', async (_what, json, status) => {
      expect(
        await getClient().call('POST', `/models/${sentiment}/predict`, { json }),
      ).toMatchObject({ status, body: { code: expect.stringMatching(/^INVALID_/) as unknown } });
    });

    it('are refused when the body is not JSON', async () => {
      expect(
        await getClient().call('POST', `/models/${sentiment}/predict`, {
          body: '{"text": ',
          headers: { 'content-type': 'application/json' },
        }),
      ).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
    });
  });

  describe('the Open Inference Protocol', () => {
    const infer = (
      model: string,
      inputs: readonly unknown[],
      more: object = {},
    ): ReturnType<Client['call']> =>
      getClient().call('POST', `/v2/models/${model}/infer`, { json: { inputs, ...more } });
    let doubler = '';
    let integers = '';

    beforeAll(async () => {
      const client = getClient();
      doubler = createName('oip');
      integers = createName('oip-int');
      await client.upload({ 'model.onnx': createDoubler(TYPE.FLOAT, 2) }, { name: doubler });
      await client.upload({ 'model.onnx': createDoubler(TYPE.INT64, 2) }, { name: integers });
    });

    it('takes any shape when the model declares none, and shows it as one free dimension', async () => {
      const client = getClient();
      const model = createName('unshaped');
      expect(
        await client.upload({ 'model.onnx': createUnshaped() }, { name: model }),
      ).toMatchObject({
        status: 201,
        body: {
          signature: { inputs: [{ name: 'x', shape: [], anyShape: true }] },
          validation: { runMs: expect.any(Number) as unknown, notes: [] },
        },
      });
      expect(await client.call('GET', `/v2/models/${model}`)).toMatchObject({
        status: 200,
        body: { inputs: [{ name: 'x', datatype: 'FP32', shape: [-1] }] },
      });
      for (const [shape, data, doubled] of [
        [[], [3], [6]],
        [[2], [1, 2], [2, 4]],
        [[1, 2, 1], [[[5], [6]]], [10, 12]],
      ]) {
        expect(await infer(model, [{ name: 'x', datatype: 'FP32', shape, data }])).toMatchObject({
          status: 200,
          body: { outputs: [{ name: 'y', shape, data: doubled }] },
        });
      }
      expect(
        await client.call('POST', `/models/${model}/predict`, { json: { tensors: { x: [1, 2] } } }),
      ).toMatchObject({ status: 200, body: [{ y: 2 }, { y: 4 }] });
      expect(
        await infer(model, [{ name: 'x', datatype: 'INT64', shape: [1], data: [1] }]),
      ).toMatchObject({ status: 400, body: { code: 'INVALID_TENSOR' } });
    });

    it('says that the server and the model are there', async () => {
      const client = getClient();
      expect((await client.call('GET', '/v2/health/live')).status).toBe(200);
      expect((await client.call('GET', '/v2/health/ready')).status).toBe(200);
      expect(await client.call('GET', '/v2')).toMatchObject({
        status: 200,
        body: {
          name: expect.any(String) as unknown,
          version: expect.any(String) as unknown,
          extensions: expect.any(Array) as unknown,
        },
      });
      expect((await client.call('GET', `/v2/models/${doubler}/ready`)).status).toBe(200);
      expect(await client.call('GET', `/v2/models/${doubler}`)).toMatchObject({
        status: 200,
        body: {
          name: doubler,
          versions: ['1'],
          inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 2] }],
          outputs: [{ name: 'y', datatype: 'FP32', shape: [-1, 2] }],
        },
      });
    });

    it.each<[string, unknown]>([
      ['flat', [1, 2, 3, 4]],
      [
        'nested',
        [
          [1, 2],
          [3, 4],
        ],
      ],
    ])('takes data that is %s', async (_how, data) => {
      const { status, body } = await infer(
        doubler,
        [{ name: 'x', datatype: 'FP32', shape: [2, 2], data }],
        { id: 'call-1' },
      );
      expect({ status, body }).toMatchObject({
        status: 200,
        body: {
          model_name: doubler,
          model_version: '1',
          id: 'call-1',
          outputs: [{ name: 'y', datatype: 'FP32', shape: [2, 2], data: [2, 4, 6, 8] }],
        },
      });
    });

    it('keeps 64-bit integers whole', async () => {
      const body =
        '{"inputs":[{"name":"x","datatype":"INT64","shape":[1,2],' +
        '"data":[4611686018427387903,-4611686018427387904]}]}';
      const reply = await getClient().call('POST', `/v2/models/${integers}/infer`, {
        body,
        headers: { 'content-type': 'application/json' },
      });
      expect(reply.text).toContain('"data":[9223372036854775806,-9223372036854775808]');
    });

    it.each<[string, object, number, string]>([
      ['an input that there is not', { name: 'z' }, 400, 'INVALID_TENSOR'],
      ['another datatype', { datatype: 'INT32' }, 400, 'INVALID_TENSOR'],
      ['another rank', { shape: [4] }, 400, 'INVALID_TENSOR'],
      ['another dimension', { shape: [1, 4] }, 400, 'INVALID_TENSOR'],
      ['too few numbers', { data: [1, 2, 3] }, 400, 'INVALID_TENSOR'],
      ['text for numbers', { data: ['1', '2', '3', '4'] }, 400, 'INVALID_TENSOR'],
      ['a shape beyond all memory', { shape: [2 ** 52, 2] }, 400, 'INVALID_TENSOR'],
    ])('refuses %s', async (_what, change, status, code) => {
      expect(
        await infer(doubler, [
          { name: 'x', datatype: 'FP32', shape: [2, 2], data: [1, 2, 3, 4], ...change },
        ]),
      ).toMatchObject({ status, body: { code } });
    });

    it('knows no model or version that does not exist', async () => {
      const client = getClient();
      expect((await client.call('GET', '/v2/models/e2e-no-such-model')).status).toBe(404);
      expect((await client.call('GET', `/v2/models/${doubler}/versions/9/ready`)).status).toBe(404);
    });
  });
}
