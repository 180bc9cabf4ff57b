/**
 * A model of 2.6 GB through the public HTTP API: uploaded in parts by presigned addresses, one of
 * which is forgotten at first, validated, asked, deleted. Prints how long each took and the peaks
 * of memory; the gateway and the functions must stay within bounds that have nothing to do with the
 * model's size.
 *
 *   MAAS_URL=http://127.0.0.1:8080 node test/conformance/large-model.ts        (a service on this
 *   machine, as its processes are looked at)
 */
import { mkdtempSync, openAsBlob, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ProcessPeaks } from './process-peaks.ts';
import { expectNumbers, ROWS, writeLargeModel } from './write-large-model.ts';

const url = process.env.MAAS_URL ?? 'http://127.0.0.1:8080';
const MODEL = '/models/large';
const PARTS_AT_ONCE = 4;
const PART_BYTES = 100 * 1024 * 1024;
const POLL_MS = 200;
const IDS = [0, 1, 77_777, ROWS / 2, ROWS - 1];
/** The gateway's limit of resident memory: everything passes through it. */
const GATEWAY_MB = 300;
/**
 * The memory of its own that a function or its child may have; the weights are mapped, which is why
 * the size of the model is not in it.
 */
const FUNCTION_MB = 400;

interface Address {
  readonly path: string;
  readonly url?: string;
  readonly headers?: Record<string, string>;
  readonly parts?: readonly {
    readonly partNumber: number;
    readonly offset: number;
    readonly bytes: number;
    readonly url: string;
  }[];
}

interface Answer {
  readonly version?: number;
  readonly status?: string;
  readonly uploads?: readonly Address[];
  readonly error?: string;
  readonly outputs?: readonly { readonly data: readonly number[] }[];
}

let passed = 0;
let failed = 0;
function report(name: string, fault: string | false | undefined): void {
  if (fault === undefined || fault === false) passed++;
  else failed++;
  console.log(
    fault === undefined || fault === false ? `right  ${name}` : `WRONG  ${name}: ${fault}`,
  );
}

async function call(
  method: string,
  target: string,
  body?: unknown,
): Promise<{ status: number; answer: Answer }> {
  const response = await fetch(`${url}${target}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, answer: (text === '' ? {} : JSON.parse(text)) as Answer };
}

async function time<T>(name: string, work: () => Promise<T> | T): Promise<T> {
  const startedAt = performance.now();
  const result = await work();
  console.log(`${name}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  return result;
}

/** Every request that the addresses ask for, a few at a time. @returns the statuses */
async function send(folder: string, uploads: readonly Address[]): Promise<number[]> {
  const requests = await Promise.all(
    uploads.map(async (upload) => {
      const file = await openAsBlob(path.join(folder, upload.path));
      const { 'content-length': _, ...headers } = upload.headers ?? {}; // fetch sets it
      return (
        upload.parts?.map((part) => ({
          url: part.url,
          headers,
          body: file.slice(part.offset, part.offset + part.bytes),
        })) ?? [{ url: upload.url ?? '', headers, body: file }]
      );
    }),
  );
  const waiting = requests.flat();
  const statuses: number[] = [];
  await Promise.all(
    Array.from({ length: PARTS_AT_ONCE }, async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const response = await fetch(next.url, {
          method: 'PUT',
          headers: next.headers,
          body: next.body,
        });
        await response.arrayBuffer();
        statuses.push(response.status);
      }
    }),
  );
  return statuses;
}

async function awaitValidation(address: string): Promise<Answer> {
  for (;;) {
    const { answer } = await call('GET', address);
    if (answer.status !== 'VALIDATING') return answer;
    await sleep(POLL_MS);
  }
}

async function check(folder: string): Promise<void> {
  const files = await time('writing the model', () => writeLargeModel(folder));
  const begun = await call('POST', `${MODEL}/versions`, { files });
  const address = `${MODEL}/versions/${begun.answer.version ?? 0}`;
  const parts = begun.answer.uploads?.find(({ parts }) => parts)?.parts ?? [];
  const isWhole =
    parts.reduce((sum, { bytes }) => sum + bytes, 0) === files[1]?.bytes &&
    parts.every(({ bytes }) => bytes <= PART_BYTES);
  report(
    `${parts.length} addresses for the parts of ${files[1]?.bytes ?? 0} bytes`,
    !isWhole && JSON.stringify(begun.answer).slice(0, 500),
  );

  const kept =
    begun.answer.uploads?.map((upload) =>
      upload.parts ? { ...upload, parts: upload.parts.slice(0, -1) } : upload,
    ) ?? [];
  const statuses = await time('uploading it', () => send(folder, kept));
  report(
    `${statuses.length} uploads are taken`,
    !statuses.every((status) => status === 200) && `answered ${statuses.join()}`,
  );

  const early = await call('POST', `${address}/complete`);
  report(
    'what lacks a part is not complete',
    (early.status !== 409 || !early.answer.error?.includes(`part ${parts.length}`)) &&
      `answered ${early.status} ${early.answer.error ?? ''}`,
  );
  const renewed = await call('POST', `${address}/uploads`);
  const left =
    renewed.answer.uploads?.flatMap(
      (upload): (number | string)[] =>
        upload.parts?.map(({ partNumber }) => partNumber) ?? [upload.path],
    ) ?? [];
  report(
    'a new address for the part that is missing, and no other',
    left.join() !== String(parts.length) &&
      `answered ${renewed.status} with addresses for ${left.join()}`,
  );
  await send(folder, renewed.answer.uploads ?? []);
  const completed = await time('completing it', () => call('POST', `${address}/complete`));
  report(
    'an upload is complete when all parts are there',
    completed.status !== 202 && `answered ${completed.status} ${completed.answer.error ?? ''}`,
  );

  const validated = await time('validating it', () => awaitValidation(address));
  report('it is READY', validated.status !== 'READY' && JSON.stringify(validated));
  const infer = { inputs: [{ name: 'ids', datatype: 'INT64', shape: [IDS.length], data: IDS }] };
  const first = await time('its first answer', () => call('POST', `/v2${address}/infer`, infer));
  await time('its second answer', () => call('POST', `/v2${address}/infer`, infer));
  const numbers = first.answer.outputs?.[0]?.data ?? [];
  report(
    'its numbers are those of its weights',
    numbers.map(Math.fround).join() !== expectNumbers(IDS).join() &&
      `answered ${first.status} ${JSON.stringify(first.answer).slice(0, 300)}`,
  );
  report('it is deleted', (await call('DELETE', address)).status !== 204 && 'it was not');
}

const folder = mkdtempSync(path.join(tmpdir(), 'large-model-'));
const watch = new ProcessPeaks(Number(new URL(url).port));
try {
  await check(folder);
} finally {
  rmSync(folder, { recursive: true });
}
const peaks = watch.end();
for (const kind of ['gateway', 'models', 'ingest', "ingest's child", 'predict']) {
  const { residentMb, anonymousMb } = peaks.get(kind) ?? { residentMb: NaN, anonymousMb: NaN };
  const [limitMb, usedMb] =
    kind === 'gateway' ? [GATEWAY_MB, residentMb] : [FUNCTION_MB, anonymousMb];
  report(
    `${kind}: ${residentMb.toFixed(0)} MB resident at its peak, ${anonymousMb.toFixed(0)} MB ` +
      'of its own',
    !(usedMb < limitMb) && `the limit is ${limitMb} MB`,
  );
}
console.log(`large-model: ${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
