import { describe, expect, it } from '@jest/globals';
import { poll } from '../../support/poll.ts';
import type { Client } from './client.ts';
import { createDoubler, createName } from './fixtures.ts';

export function describeMetrics(getClient: () => Client): void {
  describe('metrics', () => {
    it('count predictions, their time, and errors by type', async () => {
      const client = getClient();
      const model = createName('metrics');
      await client.upload({ 'model.onnx': createDoubler() }, { name: model });
      for (let call = 0; call < 5; call++) {
        await client.call('POST', `/models/${model}/predict`, {
          json: { tensors: { x: [[1], [2]] } },
        });
      }
      for (let call = 0; call < 3; call++) {
        await client.call('POST', `/models/${model}/predict`, {
          json: { tensors: { z: [[1], [2]] } },
        });
      }
      const report = await poll(
        'all are counted',
        async () => {
          const { body } = await client.call('GET', `/models/${model}/metrics`);
          return (body as { predictions?: number }).predictions === 8 && (body as object);
        },
        120_000,
      );
      expect(report).toMatchObject({
        model,
        latencyMs: {
          average: expect.any(Number) as unknown,
          p50: expect.any(Number) as unknown,
          p95: expect.any(Number) as unknown,
          p99: expect.any(Number) as unknown,
        },
        clientErrors: { total: 3, byType: { INVALID_TENSOR: 3 } },
        errors: { total: 0, byType: {} },
        versions: [expect.objectContaining({ version: 1 })],
      });
      // A loaded machine brings metric lines late.
    }, 180_000);

    it('are there before the first prediction, and not for a model that is not', async () => {
      const client = getClient();
      const model = createName('unused');
      await client.upload({ 'model.onnx': createDoubler() }, { name: model });
      expect(await client.call('GET', `/models/${model}/metrics`)).toMatchObject({
        status: 200,
        body: { predictions: 0 },
      });
      expect((await client.call('GET', '/models/e2e-no-such-model/metrics')).status).toBe(404);
      expect((await client.call('GET', `/models/${model}/metrics?period=nonsense`)).status).toBe(
        400,
      );
    });
  });
}
