import { beforeAll, describe, expect, it } from '@jest/globals';
import { model, service, useDemoService } from '../support/demo-service.ts';

useDemoService();

describe('an alias that splits its traffic', () => {
  const ask = async (url: string, json: unknown, session?: string): Promise<string> => {
    const reply = await service.call('POST', url, {
      json,
      ...(session === undefined ? {} : { headers: { 'X-Session-Id': session } }),
    });
    expect(reply.status).toBe(200);
    return reply.headers['x-model-version'] ?? '';
  };
  const text = { text: '好' };
  const tensors = {
    inputs: [{ name: 'text', datatype: 'BYTES', shape: [1, 1], data: ['好'] }],
  };

  beforeAll(async () => {
    for (const alias of ['first', 'split']) {
      const { status } = await service.upload({ 'model.onnx': model }, { name: 'split', alias });
      expect(status).toBe(201);
    }
    await service.registry.updateModel('split', (record) => ({
      ...record,
      aliases: {
        ...record.aliases,
        live: {
          routes: [
            { version: 1, weight: 1 },
            { version: 2, weight: 1 },
          ],
          updatedAt: service.registry.nowText(),
        },
      },
    }));
  });

  it('answers with either version when calls belong to no session', async () => {
    const versions = new Set<string>();
    // All 60 of one version: less often than once in 10^17 runs.
    for (let call = 0; call < 60; call++) {
      versions.add(await ask('/models/split/predict', text, call % 2 === 0 ? undefined : ''));
    }
    expect([...versions].sort()).toEqual(['1', '2']);
  });

  it.each([
    ['/models/split/predict', text],
    ['/v2/models/split/infer', tensors],
    ['/v1/models/split:predict', { instances: ['好'] }],
  ])(
    'answers one session with one version, and all sessions with both, at %s',
    async (url, json) => {
      const versions = new Set<string>();
      for (let session = 0; session < 20; session++) {
        const answers = new Set<string>();
        for (let call = 0; call < 3; call++) {
          answers.add(await ask(url, json, `session-${session}`));
        }
        expect(answers.size).toBe(1);
        versions.add([...answers].join());
      }
      expect([...versions].sort()).toEqual(['1', '2']);
    },
  );
});
