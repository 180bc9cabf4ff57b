import { describe, expect, it } from '@jest/globals';
import { type Client, declare } from './client.ts';
import { awaitOutcome, createDoubler, createName, SENTIMENT } from './fixtures.ts';

export function describeUploads(getClient: () => Client): void {
  describe('uploads', () => {
    it('are READY and served when they come in one call', async () => {
      const client = getClient();
      const model = createName('one-call');
      const reply = await client.upload(
        { 'model.onnx': SENTIMENT.model, 'samples.jsonl': SENTIMENT.samples },
        { name: model },
      );
      expect(reply).toMatchObject({
        status: 201,
        body: {
          model,
          version: 1,
          status: 'READY',
          task: 'text-classification',
          labels: ['negative', 'positive'],
          aliases: ['live'],
          validation: { samplesPassed: 21 },
        },
      });
      // On AWS below the stage, or the caller could not call it.
      expect(reply.headers.get('location')).toMatch(
        new RegExp(`^(/prod)?/models/${model}/versions/1$`),
      );
      expect((await client.call('GET', `/v2/models/${model}/ready`)).status).toBe(200);
    });

    it('are READY and served when they come through presigned addresses', async () => {
      const client = getClient();
      const model = createName('presigned');
      const completed = await client.uploadPresigned(
        model,
        { 'model.onnx': SENTIMENT.model, 'samples.jsonl': SENTIMENT.samples },
        { alias: 'live', description: 'By address.' },
      );
      expect(completed).toMatchObject({ status: 202, body: { status: 'VALIDATING' } });
      expect(await awaitOutcome(client, model, 1)).toMatchObject({
        status: 'READY',
        description: 'By address.',
      });
      expect(
        await client.call('POST', `/models/${model}/predict`, { json: { text: '很好' } }),
      ).toMatchObject({ status: 200, body: [{ label: 'positive' }] });
    });

    it('move no alias when none is named', async () => {
      const client = getClient();
      const model = createName('no-alias');
      await client.uploadPresigned(model, { 'model.onnx': createDoubler() });
      expect(await awaitOutcome(client, model, 1)).toMatchObject({ status: 'READY' });
      expect(
        await client.call('POST', `/models/${model}/predict`, {
          json: { tensors: { x: [[1], [2]] } },
        }),
      ).toMatchObject({ status: 404, body: { code: 'ALIAS_NOT_FOUND' } });
      expect(
        (
          await client.call('POST', `/v2/models/${model}/versions/1/infer`, {
            json: { inputs: [{ name: 'x', datatype: 'FP32', shape: [2, 1], data: [1, 2] }] },
          })
        ).body.outputs[0].data,
      ).toEqual([2, 4]);
    });

    it('get numbers of their own when they come at once', async () => {
      const client = getClient();
      const model = createName('race');
      const replies = await Promise.all(
        Array.from({ length: 20 }, () =>
          client.call('POST', `/models/${model}/versions`, {
            json: { files: [declare('model.onnx', createDoubler())] },
          }),
        ),
      );
      expect(replies.filter(({ status }) => status !== 201)).toEqual([]);
      expect(replies.map(({ body }) => Number(body.version)).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 20 }, (_, index) => index + 1),
      );
    });

    it('can be completed twice, and are validated once', async () => {
      const client = getClient();
      const model = createName('twice');
      await client.uploadPresigned(model, { 'model.onnx': createDoubler() }, { alias: 'live' });
      const again = await client.call('POST', `/models/${model}/versions/1/complete`);
      expect([202, 409]).toContain(again.status);
      expect(await awaitOutcome(client, model, 1)).toMatchObject({ status: 'READY' });
      expect((await client.call('POST', `/models/${model}/versions/1/complete`)).status).toBe(409);
      expect((await client.call('GET', `/models/${model}/versions`)).body.versions).toHaveLength(1);
    });

    it('cannot be completed while a file is missing', async () => {
      const client = getClient();
      const model = createName('missing');
      await client.call('POST', `/models/${model}/versions`, {
        json: { files: [declare('model.onnx', createDoubler())] },
      });
      expect(await client.call('POST', `/models/${model}/versions/1/complete`)).toMatchObject({
        status: 409,
        body: { code: 'UPLOAD_INCOMPLETE' },
      });
    });
  });
}
