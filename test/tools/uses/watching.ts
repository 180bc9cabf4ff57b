import { gzipSync } from 'node:zlib';
import { DRIFT_DUE } from '../../../layers/maas/contract/events.ts';
import { hourFolder } from '../../../layers/maas/core/capture/capture-key.ts';
import { SENTIMENT } from '../../e2e/service/fixtures.ts';
import { listObjects, putObject, readObject, startFunction } from './account.ts';
import { writeAsEarlierRelease } from './earlier-release.ts';
import { awaitReady, awaitThat, client, expectStatus, INPUT, model, submit } from './service.ts';

const HOUR_MS = 3_600_000;
/** As many as a baseline has, and as many as are compared with it. */
const INPUTS = { before: 500, now: 100 };

/** Lines of a model as Firehose lays them: the emulator's cannot read where they belong. */
export async function layLines(folder: string, timeMs: number, line: object): Promise<void> {
  const key = `${folder}/${model}/1/${hourFolder(timeMs)}laid-${timeMs}.jsonl.gz`;
  const time = new Date(timeMs).toISOString();
  await putObject(key, gzipSync(`${JSON.stringify({ model, version: 1, time, ...line })}\n`));
}

/** Counts of an hour ago are its baseline, and those of now are compared with it. */
export async function drift(): Promise<void> {
  const nowMs = Date.now();
  for (const [inputs, timeMs] of [
    [INPUTS.before, nowMs - HOUR_MS],
    [INPUTS.now, nowMs],
  ] as const) {
    const counts = { '1': inputs / 2, '2': inputs / 2 };
    const features = { 'output.y': { kind: 'number', counts } };
    await layLines('sketches', timeMs, { kind: 'sketch', calls: inputs, features });
  }
  await startFunction('monitor', { 'detail-type': DRIFT_DUE, detail: {} });
  if ((await listObjects(`drift/${model}/`)).length === 0) {
    throw new Error('No baseline is kept when drift is due');
  }
  const { body } = await expectStatus(200, 'GET', `/models/${model}/drift`);
  const { baseline, current } = body as { baseline: object | null; current: object | null };
  if (!baseline || !current) throw new Error('GET /models/m/drift has nothing to compare');
  const period = {
    from: new Date(nowMs - 2 * HOUR_MS).toISOString(),
    to: new Date().toISOString(),
  };
  await expectStatus(200, 'PUT', `/models/${model}/versions/1/baseline`, period);
}

/** A truth for a label, sent twice. */
export async function giveFeedback(): Promise<void> {
  await submit({ alias: 'texts' }, SENTIMENT.model);
  await awaitReady(3);
  const called = await client.call('POST', `/models/${model}/predict?version=3`, {
    json: { text: 'Good.' },
  });
  if (called.status !== 200) throw new Error(`POST /models/m/predict is ${called.status}`);
  const predictionId = called.headers.get('x-prediction-id') ?? '';
  const feedback = `/models/${model}/feedback`;
  for (const expected of ['counted', 'repeated']) {
    const { body } = await expectStatus(200, 'POST', feedback, { predictionId, truth: 'positive' });
    const [{ status }] = (body as { results: [{ status: string }] }).results;
    if (status !== expected) throw new Error(`A truth is ${status}, and not ${expected}`);
  }
  await expectStatus(200, 'GET', feedback);
}

/** A report, also of a model whose record an earlier release wrote: its versions are counted then. */
export async function report(): Promise<void> {
  const metrics = `/models/${model}/metrics`;
  await expectStatus(200, 'GET', metrics);
  await writeAsEarlierRelease();
  await expectStatus(200, 'GET', metrics);
}

/** Somebody gets a quota, and loses it again. */
export async function limitCalls(): Promise<void> {
  const access = `/models/${model}/access`;
  await expectStatus(200, 'PUT', access, { callers: { '*': { perDay: 5 } } });
  await expectStatus(200, 'GET', access);
  await startFunction('monitor', { 'detail-type': 'Scheduled Event', detail: {} });
  await expectStatus(204, 'DELETE', access);
}

/** A prediction is kept, with an id that is signed. */
export async function capture(): Promise<void> {
  const settings = { capture: { percent: 100 } };
  await expectStatus(200, 'PUT', `/models/${model}/settings`, settings);
  const { headers } = await expectStatus(200, 'POST', `/models/${model}/predict`, INPUT);
  if (!headers.get('x-prediction-id')?.includes('.')) {
    throw new Error('`x-prediction-id` has no signature');
  }
  // The emulator's Firehose takes the line, and cannot read where it belongs.
  await awaitThat('No captured line reaches the stream', async () => {
    for (const key of (await listObjects('captures-failed/')).slice(0, 5)) {
      const { rawData = '' } = JSON.parse(await readObject(key)) as { rawData?: string };
      if (Buffer.from(rawData, 'base64').toString().includes(model)) return true;
    }
    return false;
  });
}

/** An alarm of the model rings, and the topic tells the function as it has it from CloudWatch. */
export async function tellOfAlarm(): Promise<void> {
  const Dimensions = [{ name: 'Model', value: model }];
  const message = {
    AlarmName: `ServerlessMaas/Models/${model}/OwnLatency`,
    NewStateValue: 'ALARM',
    OldStateValue: 'OK',
    NewStateReason: 'Slow.',
    StateChangeTime: new Date().toISOString(),
    Trigger: { Metrics: [{ MetricStat: { Metric: { Dimensions } } }] },
  };
  const Sns = { MessageId: model, Message: JSON.stringify(message) };
  await startFunction('notify', { Records: [{ Sns }] });
}
