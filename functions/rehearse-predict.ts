import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { IDENTITY_MODEL } from '../layers/maas/adapters/onnx/identity-model.ts';
import { ENVIRONMENT } from '../layers/maas/contract/environment.ts';
import { bundleFileKey, modelKey } from '../layers/maas/core/registry/keys.ts';
import type { ModelRecord, ReadyVersion } from '../layers/maas/core/registry/records.ts';

/** An emulated processor is ten times slower. */
const MOST_MS = 50_000;
const MODEL = 'rehearsal';
const FILE = 'model.onnx';
const BUCKET = 'rehearsal';
const AT = new Date(0).toISOString();
const TENSOR = { datatype: 'FP32', shape: [1] } as const;

const VERSION: ReadyVersion = {
  model: MODEL,
  version: 1,
  createdAt: AT,
  bundle: {
    files: [
      {
        path: FILE,
        bytes: IDENTITY_MODEL.length,
        sha256: createHash('sha256').update(IDENTITY_MODEL).digest('hex'),
      },
    ],
    entry: FILE,
    signature: { inputs: [{ name: 'x', ...TENSOR }], outputs: [{ name: 'y', ...TENSOR }] },
    task: 'tensor',
  },
};
const RECORD: ModelRecord = {
  model: MODEL,
  createdAt: AT,
  revision: 1,
  aliases: { live: { routes: [{ version: 1, weight: 1 }], updatedAt: AT } },
  served: { 1: VERSION },
};
const OBJECTS = new Map([
  [`/${BUCKET}/${modelKey(MODEL)}`, Buffer.from(JSON.stringify(RECORD))],
  [`/${BUCKET}/${bundleFileKey(MODEL, 1, FILE)}`, IDENTITY_MODEL],
]);

export type Handler = (event: object, out: PassThrough, context: object) => Promise<void>;

/**
 * Calls `predict` once, on a store of its own with one model, so that what a first answer runs is
 * compiled.
 * @param load starts the function, once its environment is set
 */
export async function rehearsePredict(load: () => Handler): Promise<void> {
  const store = createServer(({ url = '' }, response) => {
    const bytes = OBJECTS.get(url);
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
    await call(load());
  } finally {
    rmSync(folder, { recursive: true });
    store.close();
  }
}

/** @throws Error with what it answered in the place of a prediction */
async function call(handler: Handler): Promise<void> {
  const resource = '/v2/models/{model}/infer';
  const inputs = [{ name: 'x', ...TENSOR, data: [1] }];
  const event = {
    httpMethod: 'POST',
    resource,
    path: resource.replace('{model}', MODEL),
    pathParameters: { model: MODEL },
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ inputs }),
    requestContext: { requestId: 'rehearsal' },
  };
  const out = new PassThrough();
  const answer = out.toArray();
  await handler(event, out, { getRemainingTimeInMillis: () => MOST_MS });
  const text = Buffer.concat((await answer) as Buffer[]).toString();
  if (!text.includes('"outputs"')) throw new Error(`predict answered ${text}`);
}
