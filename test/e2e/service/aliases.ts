import { beforeAll, describe, expect, it } from '@jest/globals';
import { poll } from '../../support/poll.ts';
import { type Client, declare } from './client.ts';
import { createDoubler, createName } from './fixtures.ts';

export function describeAliases(getClient: () => Client): void {
  describe('aliases and deletions', () => {
    let model = '';

    beforeAll(async () => {
      const client = getClient();
      model = createName('aliases');
      for (const version of [1, 2]) {
        expect(
          (await client.upload({ 'model.onnx': createDoubler() }, { name: model })).body.version,
        ).toBe(version);
      }
    });

    const askForVersion = async (): Promise<string | null> =>
      (
        await getClient().call('POST', `/models/${model}/predict`, {
          json: { tensors: { x: [[1], [2]] } },
        })
      ).headers.get('x-model-version');

    it('follow the newest upload, and roll back with one call that reaches warm instances', async () => {
      const client = getClient();
      await poll('the newest is live', async () => (await askForVersion()) === '2');
      expect(
        await client.call('PUT', `/models/${model}/aliases/live`, { json: { version: 1 } }),
      ).toMatchObject({
        status: 200,
        body: { aliases: { live: { routes: [{ version: 1, weight: 1 }] } } },
      });
      await poll('the one before is live', async () => (await askForVersion()) === '1');
    });

    it('move once only when two people move them from the same state', async () => {
      const client = getClient();
      const etag = (await client.call('GET', `/models/${model}`)).headers.get('etag') ?? '';
      const move = (version: number): ReturnType<Client['call']> =>
        client.call('PUT', `/models/${model}/aliases/canary`, {
          json: { version },
          headers: { 'if-match': etag },
        });
      const statuses = (await Promise.all([move(1), move(2)])).map(({ status }) => status).sort();
      expect(statuses).toEqual([200, 412]);
    });

    it.each<[string, string, unknown, number, string]>([
      ['to a version that there is not', 'live', { version: 9 }, 404, 'VERSION_NOT_FOUND'],
      ['under a number', '5', { version: 1 }, 400, 'INVALID_REQUEST'],
      ['to nothing', 'live', {}, 400, 'INVALID_REQUEST'],
    ])('do not move %s', async (_where, alias, json, status, code) => {
      expect(
        await getClient().call('PUT', `/models/${model}/aliases/${alias}`, { json }),
      ).toMatchObject({ status, body: { code } });
    });

    it('do not move to a version that is not READY', async () => {
      const client = getClient();
      const { body } = await client.call('POST', `/models/${model}/versions`, {
        json: { files: [declare('model.onnx', createDoubler())] },
      });
      expect(
        await client.call('PUT', `/models/${model}/aliases/live`, {
          json: { version: body.version },
        }),
      ).toMatchObject({ status: 409, body: { code: 'VERSION_NOT_READY' } });
    });

    it('keep their version from being deleted, and a deleted one is gone for good', async () => {
      const client = getClient();
      await client.call('PUT', `/models/${model}/aliases/live`, { json: { version: 1 } });
      await client.call('DELETE', `/models/${model}/aliases/canary`);
      expect(await client.call('DELETE', `/models/${model}/versions/1`)).toMatchObject({
        status: 409,
        body: { code: 'CONFLICT' },
      });
      expect((await client.call('DELETE', `/models/${model}/versions/2`)).status).toBe(204);
      await poll(
        'it is not served',
        async () =>
          (
            await client.call('POST', `/models/${model}/predict?version=2`, {
              json: { tensors: { x: [[1], [2]] } },
            })
          ).status === 404,
      );
      expect(
        (await client.upload({ 'model.onnx': createDoubler() }, { name: model })).body.version,
      ).toBeGreaterThan(2);
    });

    it('go with their model, whose name can be used again', async () => {
      const client = getClient();
      const name = createName('deleted');
      await client.upload({ 'model.onnx': createDoubler() }, { name });
      expect((await client.call('DELETE', `/models/${name}`)).status).toBe(409);
      await client.call('DELETE', `/models/${name}/aliases/live`);
      expect((await client.call('DELETE', `/models/${name}`)).status).toBe(204);
      expect((await client.call('GET', `/models/${name}`)).status).toBe(404);
      const { models } = (await client.call('GET', '/models')).body as {
        models: { model: string }[];
      };
      expect(models.map((item) => item.model)).not.toContain(name);
      expect((await client.upload({ 'model.onnx': createDoubler() }, { name })).status).toBe(201);
    });
  });
}
