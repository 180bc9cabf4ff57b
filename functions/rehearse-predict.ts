import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { ENVIRONMENT } from '../layers/maas/contract/environment.ts';
import { listObjects, type RehearsedModel } from './rehearsed-models.ts';

/** An emulated processor is ten times slower. */
const MOST_MS = 50_000;
const BUCKET = 'rehearsal';

export type Handler = (event: object, out: PassThrough, context: object) => Promise<void>;

/**
 * Calls `predict` once for each of these models, on a store of its own, so that what a first answer
 * runs is compiled.
 * @param load starts the function, once its environment is set
 */
export async function rehearsePredict(
  load: () => Handler,
  models: readonly RehearsedModel[],
): Promise<void> {
  const objects = new Map(
    models.flatMap(listObjects).map(([key, bytes]) => [`/${BUCKET}/${key}`, bytes]),
  );
  const store = createServer(({ url = '' }, response) => {
    const bytes = objects.get(url);
    response.writeHead(bytes ? 200 : 404, { etag: '"1"', 'content-length': bytes?.length ?? 0 });
    response.end(bytes);
  }).listen(0, '127.0.0.1');
  await once(store, 'listening');
  const folder = mkdtempSync(path.join(tmpdir(), 'rehearsal-'));
  try {
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(store.address() as AddressInfo).port}`,
      AWS_REGION: 'none',
      AWS_ACCESS_KEY_ID: 'none',
      AWS_SECRET_ACCESS_KEY: 'none',
      [ENVIRONMENT.bucket]: BUCKET,
      [ENVIRONMENT.s3PathStyle]: 'true',
      [ENVIRONMENT.bundleDirectory]: folder,
      [ENVIRONMENT.predictionNote]: path.join(folder, 'note.json'),
    });
    const handler = load();
    for (const model of models) await call(handler, model);
  } finally {
    rmSync(folder, { recursive: true });
    store.close();
  }
}

/** @throws Error with what it answered in the place of a prediction */
async function call(handler: Handler, { name, call: asked }: RehearsedModel): Promise<void> {
  const { resource, body } = asked;
  const event = {
    httpMethod: 'POST',
    resource,
    path: resource.replace('{model}', name),
    pathParameters: { model: name },
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    requestContext: { requestId: 'rehearsal' },
  };
  const out = new PassThrough();
  const answer = out.toArray();
  await handler(event, out, { getRemainingTimeInMillis: () => MOST_MS });
  const text = Buffer.concat((await answer) as Buffer[]).toString();
  if ('error' in (JSON.parse(text) as object)) throw new Error(`predict answered ${text}`);
}
