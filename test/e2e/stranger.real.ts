/**
 * Tries an upload's address in the hands of somebody without credentials, at the bucket of a
 * deployed stack, as `test/tools/stack-user.py` and `test/tools/stack-witness.py` print it.
 */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { S3ObjectStore } from '../../layers/maas/adapters/s3/s3-object-store.ts';
import { Client, declare } from './service/client.ts';
import { awaitOutcome, createDoubler, createName, SENTIMENT } from './service/fixtures.ts';

const {
  MAAS_URL = '',
  MAAS_API_KEY,
  MAAS_REGION,
  MAAS_BUCKET_NAME = '',
  MAAS_WITNESS_KEY_ID = '',
  MAAS_WITNESS_SECRET = '',
} = process.env;
const client = new Client({
  url: MAAS_URL.replace(/\/$/, ''),
  apiKey: MAAS_API_KEY,
  region: MAAS_REGION,
});

interface Upload {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
}

const bytes = createDoubler();
const digest = (content: Uint8Array): string =>
  Buffer.from(declare('', content).sha256, 'hex').toString('base64');
const alter = (content: Uint8Array): Uint8Array =>
  Uint8Array.from(content, (byte, index) => (index === 40 ? byte ^ 1 : byte));

async function issue(model = createName('stranger')): Promise<Upload> {
  const { status, body } = await client.call('POST', `/models/${model}/versions`, {
    json: { files: [declare('model.onnx', bytes)] },
  });
  expect(status).toBe(201);
  return body.uploads[0];
}

/** By whoever was given it: no key, no signature but the address's own. */
async function put(
  content: Uint8Array,
  { url, headers }: Upload,
  changed: Readonly<Record<string, string>> = {},
): Promise<{ status: number; code: string | undefined }> {
  const { 'content-length': _, ...others } = headers;
  const response = await fetch(url, {
    method: 'PUT',
    headers: { ...others, ...changed },
    body: content,
  });
  return { status: response.status, code: /<Code>(\w+)<\/Code>/.exec(await response.text())?.[1] };
}

/** Changed in the query, and all else left. */
function withQuery({ url, ...upload }: Upload, name: string, text: string): Upload {
  const changed = new URL(url);
  changed.searchParams.set(name, text);
  return { ...upload, url: String(changed) };
}

describe("an upload's address", () => {
  let upload: Upload;

  beforeAll(async () => {
    upload = await issue();
  });

  it('takes what it was issued for, and the model is served', async () => {
    const model = createName('stranger');
    const completed = await client.uploadPresigned(
      model,
      { 'model.onnx': SENTIMENT.model },
      { alias: 'live' },
    );
    expect(completed.status).toBe(202);
    expect(await awaitOutcome(client, model, 1)).toMatchObject({ status: 'READY' });
    expect(
      await client.call('POST', `/models/${model}/predict`, { json: { text: '很好' } }),
    ).toMatchObject({ status: 200, body: [{ label: 'positive' }] });
  });

  // Each of these leaves nothing behind, or the last would not pass.
  it.each<[string, number, () => ReturnType<typeof put>]>([
    ['a byte is another', 400, () => put(alter(bytes), upload)],
    ['a byte is missing', 403, () => put(bytes.subarray(1), upload)],
    ['a byte is added', 403, () => put(Uint8Array.of(...bytes, 0), upload)],
    ['nothing comes', 403, () => put(new Uint8Array(), upload)],
    [
      'it has the checksum of what comes',
      403,
      () => put(alter(bytes), upload, { 'x-amz-checksum-sha256': digest(alter(bytes)) }),
    ],
    [
      'the checksum is left out',
      403,
      () => put(bytes, { ...upload, headers: { 'if-none-match': '*' } }),
    ],
    [
      'the condition is left out',
      403,
      () => put(bytes, { ...upload, headers: { 'x-amz-checksum-sha256': digest(bytes) } }),
    ],
    [
      'it is for another file',
      403,
      () => put(bytes, { ...upload, url: upload.url.replace('model.onnx', 'other.onnx') }),
    ],
    [
      'it is for the served files',
      403,
      () => put(bytes, { ...upload, url: upload.url.replace('/uploads/', '/models/') }),
    ],
    ['it shall last longer', 403, () => put(bytes, withQuery(upload, 'X-Amz-Expires', '86400'))],
    [
      'its signature differs',
      403,
      () => put(bytes, withQuery(upload, 'X-Amz-Signature', '0'.repeat(64))),
    ],
    [
      'it has no signature',
      403,
      () => put(bytes, { ...upload, url: upload.url.split('?')[0] ?? '' }),
    ],
    // The emulator listens for TLS alone, and takes a proxy's word for the rest.
    ['it comes over plain HTTP', 403, () => put(bytes, upload, { 'x-forwarded-proto': 'http' })],
  ])('is refused when %s', async (_when, status, send) => {
    expect(await send()).toMatchObject({ status });
  });

  it('gives nothing away', async () => {
    for (const method of ['GET', 'HEAD', 'DELETE']) {
      expect((await fetch(upload.url, { method })).status).toBe(403);
    }
  });

  it('takes the right bytes once', async () => {
    expect(await put(bytes, upload)).toMatchObject({ status: 200 });
    expect(await put(bytes, upload)).toMatchObject({ status: 412 });
  });

  it('is refused when its hour is over', async () => {
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: MAAS_WITNESS_KEY_ID,
      AWS_SECRET_ACCESS_KEY: MAAS_WITNESS_SECRET,
      AWS_REGION: MAAS_REGION,
    });
    const [model, { sha256, bytes: sizeBytes }] = [createName('late'), declare('', bytes)];
    const issuedAgo = async (seconds: number): Promise<Upload> =>
      new S3ObjectStore({
        bucket: MAAS_BUCKET_NAME,
        pathStyle: true,
        clock: { nowMs: () => Date.now() - seconds * 1000 },
      }).presignPut(`uploads/${model}/1/model.onnx`, { sizeBytes, sha256, expiresInSeconds: 3600 });
    expect(await put(bytes, await issuedAgo(3601))).toMatchObject({ status: 403 });
    expect(await put(bytes, await issuedAgo(3500))).toMatchObject({ status: 200 });
  });
});
