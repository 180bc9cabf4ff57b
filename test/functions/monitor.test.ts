import { beforeAll, describe, expect, it } from '@jest/globals';
import { MetricsView } from '../../layers/maas/api/schemas/metrics-view.ts';
import { addReady } from '../support/registry.ts';
import { useService } from '../support/use-service.ts';

const service = useService();
beforeAll(async () => {
  await addReady(service.registry, 'm', 'live');
});

describe('GET /models/{model}/metrics', () => {
  it('answers zeros for the last hour when the model was never called', async () => {
    const { status, body } = await service.call('GET', '/models/m/metrics');
    expect(status).toBe(200);
    const { from, to, ...report } = MetricsView.parse(body);
    expect(Date.parse(to) - Date.parse(from)).toBe(3_600_000);
    expect(report).toMatchObject({
      model: 'm',
      predictions: 0,
      latencyMs: { p99: null },
      errors: { total: 0 },
      versions: [],
    });
  });

  it('answers for the period that was asked for', async () => {
    expect(
      (await service.call('GET', '/models/m/metrics?from=2026-11-01T00:00:00Z&period=PT1H')).body,
    ).toMatchObject({ from: '2026-11-01T00:00:00.000Z', to: '2026-11-01T01:00:00.000Z' });
  });

  it.each([
    ['/models/nowhere/metrics', 404],
    ['/models/-a/metrics', 400],
    ['/models/m/metrics?period=month', 400],
    ['/models/m/metrics?since=1', 400],
  ])('answers GET %s with %d', async (url, status) => {
    expect((await service.call('GET', url)).status).toBe(status);
  });
});
