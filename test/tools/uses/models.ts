import { declare } from '../../e2e/service/client.ts';
import { createDoubler } from '../../e2e/service/fixtures.ts';
import { listObjects } from './account.ts';
import { awaitReady, expectStatus, model, submit } from './service.ts';
import { layLines } from './watching.ts';

const MANY_BYTES = 101 * 1024 * 1024;
const LIMITS = { latencyP99Ms: 500, errorRatePercent: 5, minAccuracyPercent: 80 };
const KEPT = ['captures', 'sketches', 'drift'];

/** Its limits are alarms, which come and go. */
async function limit(): Promise<void> {
  for (const settings of [LIMITS, {}]) {
    await expectStatus(200, 'PUT', `/models/${model}/settings`, settings);
  }
}

/** A large file in parts, and one of which nothing more is heard. */
async function upload(): Promise<void> {
  const versions = `/models/${model}/versions`;
  const large = await expectStatus(201, 'POST', versions, {
    files: [{ ...declare('model.onnx', createDoubler()), bytes: MANY_BYTES }],
  });
  const version = `${versions}/${large.body.version}`;
  await expectStatus(200, 'POST', `${version}/uploads`);
  await expectStatus(409, 'POST', `${version}/complete`);
  await expectStatus(204, 'DELETE', version);
  const small = await expectStatus(201, 'POST', versions, {
    files: [declare('model.onnx', createDoubler())],
  });
  const [file] = small.body.uploads as { url: string; headers: Record<string, string> }[];
  const headers = file?.headers ?? {};
  await fetch(file?.url ?? '', { method: 'PUT', headers, body: createDoubler() });
}

/** It goes with all that was kept of its predictions. */
async function remove(): Promise<void> {
  for (const folder of KEPT) await layLines(folder, Date.now(), { kind: 'prediction' });
  await expectStatus(204, 'DELETE', `/models/${model}`);
  for (const folder of KEPT) {
    if ((await listObjects(`${folder}/${model}/`)).length > 0) {
      throw new Error(`${folder}/ has something left of a deleted model`);
    }
  }
}

/** All that the function `models` does. */
export async function manage(): Promise<void> {
  await expectStatus(200, 'GET', '/models');
  await expectStatus(404, 'GET', `/models/${model}`);
  await submit();
  await awaitReady();
  await expectStatus(200, 'GET', `/models/${model}/versions`);
  await expectStatus(200, 'PUT', `/models/${model}/aliases/canary`, { version: 1 });
  for (const alias of ['canary', 'live']) {
    await expectStatus(204, 'DELETE', `/models/${model}/aliases/${alias}`);
  }
  await limit();
  await upload();
  await remove();
}
