/**
 * Has one function of a deployed stack do all that it does, and prints the first thing that it does
 * not: `least-privilege.py` asks it what a role needs. Takes the function's name; needs what
 * `stack-user.py` prints, and the names in the account that `least-privilege.py` adds. Prints the
 * name of the last model that ended, too, whose traces may be looked for.
 */
import { createDoubler } from '../e2e/service/fixtures.ts';
import { writeAsEarlierRelease } from './uses/earlier-release.ts';
import { loseEvent } from './uses/lost-event.ts';
import { copy, rollOut, rollOutOnReady, tick } from './uses/rollouts.ts';
import { awaitReady, client, expectStatus, INPUT, model, submit } from './uses/service.ts';
import { capture, drift, giveFeedback, limitCalls, report, tellOfAlarm } from './uses/watching.ts';
import { manage } from './uses/models.ts';

async function upload(): Promise<void> {
  const files = { 'model.onnx': createDoubler() };
  const { status, body } = await client.upload(files, { name: model });
  if (status !== 201) {
    const { code, status: state } = body as { code?: string; status?: string };
    throw new Error(`POST /upload is ${status} ${code ?? state ?? ''}`);
  }
  await writeAsEarlierRelease();
  const second = await client.upload(files, { name: model });
  if (second.status !== 201) throw new Error(`A second POST /upload is ${second.status}`);
}

async function submitFirst(): Promise<void> {
  await submit();
  await awaitReady();
}

const USES: Readonly<Record<string, () => Promise<void>>> = {
  models: manage,
  upload,
  ingest: async () => {
    await submitFirst();
    await rollOutOnReady();
    await loseEvent(4);
  },
  predict: async () => {
    await expectStatus(404, 'GET', `/v2/models/${model}`);
    await submitFirst();
    await expectStatus(200, 'POST', `/models/${model}/predict`, INPUT);
    await expectStatus(404, 'POST', `/models/${model}/predict?version=9`, INPUT);
    await capture();
    await copy();
  },
  shadow: async () => {
    await submitFirst();
    await copy();
  },
  monitor: async () => {
    await expectStatus(404, 'GET', `/models/${model}/metrics`);
    await submitFirst();
    await submit({ alias: 'second' });
    await awaitReady(2);
    await drift();
    await giveFeedback();
    await report();
    await rollOut();
    await limitCalls();
    await tick();
  },
  notify: async () => {
    await submitFirst();
    await tellOfAlarm();
  },
};

const use = USES[process.argv[2] ?? ''];
if (!use) {
  throw new Error(
    `The function is one of ${Object.keys(USES).join(', ')}; got '${String(process.argv[2])}'.`,
  );
}
await use().then(
  () => {
    console.log(JSON.stringify({ model }));
  },
  (error: unknown) => {
    console.log(JSON.stringify({ model, failed: (error as Error).message }));
  },
);
