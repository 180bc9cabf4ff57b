import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { FeedbackList } from '../../layers/maas/api/schemas/feedback.ts';
import { outcomesPrefix } from '../../layers/maas/core/feedback/outcome-key.ts';
import { type Reply } from '../support/service.ts';
import { directory, service, predict, useCaptureService } from '../support/capture-service.ts';

type Line = Readonly<Record<string, unknown>>;

function readLines(folder: string): Line[] {
  try {
    return readdirSync(path.join(directory, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .flatMap(({ parentPath, name }) =>
        readFileSync(path.join(parentPath, name), 'utf8').trimEnd().split('\n'),
      )
      .map((line) => JSON.parse(line) as Line);
  } catch {
    return [];
  }
}

const setCapture = (capture: object): Promise<Reply> =>
  service.call('PUT', '/models/mood/settings', { json: { capture } });

const idOf = ({ headers }: Reply): string => headers['x-prediction-id']?.split('.')[0] ?? '';

useCaptureService();

describe('captures', () => {
  it('are none unless a model or the service says so', async () => {
    await predict({ text: '好' });
    expect(readLines('captures')).toEqual([]);
  });

  it('have a line for each prediction when the model says so, with its id', async () => {
    expect((await setCapture({ percent: 100 })).status).toBe(200);
    const reply = await predict({ text: '很好' });
    expect(readLines('captures/mood/1')).toEqual([
      {
        kind: 'prediction',
        predictionId: idOf(reply),
        time: expect.any(String),
        model: 'Mood',
        version: 1,
        alias: 'live',
        source: 'POST /models/{model}/predict',
        inputs: { text: '很好' },
        outputs: [reply.body].flat(),
      },
    ]);
  });

  it('have tensors as the protocol has them', async () => {
    const { status } = await service.call('POST', '/v2/models/mood/versions/1/infer', {
      json: { inputs: [{ name: 'text', datatype: 'BYTES', shape: [1, 1], data: ['很差'] }] },
    });
    const line = readLines('captures/mood/1').at(-1);
    expect(status).toBe(200);
    expect(line).toMatchObject({ source: 'POST /v2/models/{model}/versions/{version}/infer' });
    expect(JSON.stringify(line?.inputs)).toContain('很差');
    expect(Object.keys(line ?? {})).not.toContain('alias');
  });

  it('hide what the model and the service have redacted', async () => {
    await setCapture({ percent: 100, redact: ['TEXT'] });
    await predict({ text: 'a very private text' });
    expect(readLines('captures/mood/1').at(-1)).toMatchObject({ inputs: { text: '[redacted]' } });
  });

  it('are none of a call that was refused', async () => {
    const before = readLines('captures').length;
    expect((await predict({ nothing: 1 })).status).toBe(400);
    expect(readLines('captures')).toHaveLength(before);
  });

  it('are refused as a setting with what is wrong', async () => {
    const { status, body } = await setCapture({ percent: 101 });
    expect([status, body.error]).toEqual([400, expect.stringContaining('from 0 to 100')]);
  });

  it('are joined with truths by the id of the prediction', async () => {
    await setCapture({ percent: 100 });
    const reply = await predict({ text: ['很好', '很差'] });
    const [first, second] = reply.body as { label: string }[];
    const predictionId = reply.headers['x-prediction-id'];
    await service.call('POST', '/models/mood/feedback', {
      json: [
        { predictionId, truth: first?.label },
        { predictionId, index: 1, truth: 'another' },
      ],
    });
    const { body } = await service.call('GET', '/models/mood/feedback?period=PT1H');
    const { truths } = FeedbackList.parse(body);
    expect(truths).toMatchObject([
      { predictionId: idOf(reply), index: 0, version: 1, truth: first?.label },
      { predictionId: idOf(reply), index: 1, predicted: second?.label, truth: 'another' },
    ]);
    expect(readLines('captures').map((line) => line.predictionId)).toContain(idOf(reply));
  });

  it('goes on behind what a page gave as next, and takes nothing else for that', async () => {
    const prefix = outcomesPrefix('mood');
    const [first = ''] = (await service.store.list(prefix)).keys;
    const list = (after: string): ReturnType<typeof service.call> =>
      service.call('GET', `/models/mood/feedback?after=${encodeURIComponent(after)}`);
    const { truths } = FeedbackList.parse((await list(first.slice(prefix.length))).body);
    expect(truths.map(({ index }) => index)).toEqual([1]);
    for (const wrong of ['zzz', 'x/y', '2026-11-26']) {
      const { status, body } = await list(wrong);
      expect({ status, body }).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
    }
  });
});

describe('a model that is deleted', () => {
  it('takes its captures, counts and baseline along', async () => {
    await service.call('DELETE', '/models/mood/aliases/live');
    expect((await service.call('DELETE', '/models/mood')).status).toBe(204);
    expect([...readLines('captures'), ...readLines('sketches')]).toEqual([]);
    expect((await service.store.list('drift/')).keys).toEqual([]);
  });
});
