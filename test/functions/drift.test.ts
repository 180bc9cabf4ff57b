import { describe, expect, it } from '@jest/globals';
import { DRIFT_DUE } from '../../layers/maas/contract/events.ts';
import { DriftView } from '../../layers/maas/api/schemas/drift.ts';
import { type Reply } from '../support/service.ts';
import { service, predict, useCaptureService } from '../support/capture-service.ts';

useCaptureService();

describe('drift', () => {
  const drift = async (): Promise<ReturnType<typeof DriftView.parse>> =>
    DriftView.parse((await service.call('GET', '/models/mood/drift')).body);
  const tick = async (): Promise<void> => {
    const { handler } = await import('../../functions/monitor/handler.ts');
    await handler({ 'detail-type': DRIFT_DUE, detail: {} } as never, {} as never);
  };
  /** Texts of any length, both labels. */
  const texts = (count: number): string[] =>
    Array.from({ length: count }, (_, at) => (at % 3 === 0 ? '很差' : '好').repeat(1 + (at % 7)));
  const untilCounted = (): Promise<void> =>
    new Promise((resolve) => {
      setTimeout(resolve, 1100); // what an instance counts is on file a second later
    });

  it('has no baseline before there are enough inputs, and then the first of them', async () => {
    expect(await drift()).toMatchObject({ baseline: null, current: null, drift: null });
    for (let call = 0; call < 5; call++) await predict({ text: texts(100) });
    await untilCounted();
    const { baseline } = await drift();
    expect(baseline?.inputs).toBeGreaterThanOrEqual(500);
  });

  it('stays below its threshold on the same inputs, and passes it on others', async () => {
    await predict({ text: texts(100) });
    await untilCounted();
    const same = await drift();
    expect(same.current?.inputs).toBe(100);
    expect(same.drift).toBeLessThan(1);

    await predict({ text: Array(100).fill('很差'.repeat(20)) });
    await untilCounted();
    const moved = await drift();
    expect(moved.drift).toBeGreaterThan(1);
    expect(moved.features[0]?.bins.length).toBeGreaterThan(1);

    await tick();
    expect(service.metrics.at(-1)).toMatchObject({
      Model: 'Mood',
      Version: '1',
      Drift: moved.drift,
      DriftIndex: moved.features[0]?.index,
      DriftExpected: moved.features[0]?.expected,
      DriftThreshold: moved.features[0]?.threshold,
    });
  });

  it('allows what the model allows', async () => {
    const { status } = await service.call('PUT', '/models/mood/settings', {
      json: { maxDrift: 10 },
    });
    expect(status).toBe(200);
    expect((await drift()).drift).toBeLessThan(1);
  });

  it('has the inputs of a period as its baseline when it is told so', async () => {
    const from = new Date(Date.now() - 3_600_000).toISOString();
    const to = new Date(Date.now() + 1000).toISOString();
    const { status, body } = await service.call('PUT', '/models/mood/versions/1/baseline', {
      json: { from, to },
    });
    expect([status, body.inputs]).toEqual([200, expect.any(Number)]);
    expect((await drift()).baseline?.inputs).toBeGreaterThan(600);
    const refused = await service.call('PUT', '/models/mood/versions/1/baseline', {
      json: { from: '2020-01-01T00:00:00Z', to: '2020-01-02T00:00:00Z' },
    });
    expect([refused.status, refused.body.error]).toEqual([400, expect.stringContaining('500')]);
  });
});

describe('a baseline that is brought along', () => {
  const bring = (count: number): Promise<Reply> =>
    service.call('PUT', '/models/mood/versions/1/baseline', {
      headers: { 'content-type': 'application/x-ndjson' },
      body: Array.from({ length: count }, (_, at) =>
        JSON.stringify({ 'input.text.length': at % 7, 'output.label': at % 3 ? 'yes' : 'no' }),
      ).join('\n'),
    });

  it('is what comes from then on is compared with', async () => {
    const { status, body } = await bring(600);
    expect([status, body.inputs]).toEqual([200, 600]);
    const { body: drift } = await service.call('GET', '/models/mood/drift');
    expect(DriftView.parse(drift)).toMatchObject({ baseline: { inputs: 600 }, current: null });
  });

  it('is refused when it is too small, or no JSON lines', async () => {
    expect(await bring(499)).toMatchObject({
      status: 400,
      body: { error: 'A baseline has 500 inputs or more; these lines are 499.' },
    });
  });
});
