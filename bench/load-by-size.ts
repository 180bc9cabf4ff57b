/**
 * Models from 28 KB to 1 GB through predict as it is built, each in a fresh process: the time until
 * it is loaded, the most memory that it takes, and what stays when it has been released. Writes
 * `bench/results/load-by-size.md`. Linux only.
 * Run: npm run bench -- load-by-size [rounds]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FileObjectStore } from '../layers/maas/adapters/files/file-object-store.ts';
import { UploadUrls } from '../layers/maas/adapters/files/upload-url.ts';
import { systemClock } from '../layers/maas/adapters/system-clock.ts';
import { Registry } from '../layers/maas/core/registry/registry.ts';
import { buildFunctions } from '../scripts/build-functions.ts';
import { createRandom } from '../test/support/create-random.ts';
import { HostedPredict } from '../test/support/hosted-predict.ts';
import { describeMachine } from './describe-machine.ts';
import { readResident, resetPeak } from './load-by-size/memory.ts';
import { startBucket } from './load-by-size/bucket.ts';
import { CHAINS, TINY } from './load-by-size/models.ts';
import { formatLoads, type Load, type Way, WAYS } from './load-by-size/report.ts';
import { storeChains, type StoredChain } from './load-by-size/stored-chains.ts';
import { writeResult } from './write-result.ts';

const [rounds = 5] = process.argv.slice(2).map(Number).filter(Number.isInteger);
const CALLS = 3;
/** After so many any process is as large as calls alone make it. */
const CALLS_AFTER = 1000;
const SECRET = 's'.repeat(32);
const STORE_URL = 'http://127.0.0.1:1';

const work = mkdtempSync(path.join(tmpdir(), 'maas-load-by-size-'));
const folder = path.join(work, 'store');
const random = createRandom(1);
const store = new FileObjectStore(
  folder,
  new UploadUrls(SECRET, STORE_URL, systemClock),
  systemClock,
);
const bucket = await startBucket(store);
const STORES: Readonly<Record<Way, Record<string, string>>> = {
  linked: {
    MAAS_STORE_DIRECTORY: folder,
    MAAS_STORE_SECRET: SECRET,
    MAAS_STORE_URL: STORE_URL,
  },
  fetched: bucket.environment,
};

/** @returns what it says of its times */
async function call(
  predict: HostedPredict,
  { model, version, chain: { name, width } }: StoredChain,
): Promise<string> {
  const data = Array.from({ length: width }, (_, index) => index % 7);
  const url = `/v2/models/${model}/versions/${version}/infer`;
  const { status, headers, text } = await predict.post(url, {
    inputs: [{ name: 'x0', datatype: 'FP32', shape: [1, width], data }],
  });
  if (status !== 200) throw new Error(`${name} answered ${status}: ${text}`);
  return headers['server-timing'] ?? '';
}

function readMs(timing: string, stage: string): number {
  return Number(new RegExp(`\\b${stage};dur=([\\d.]+)`).exec(timing)?.[1]);
}

/** One process: the model, some calls of it, and then a tiny one, for which it is released. */
async function measure(stored: StoredChain, way: Way, tiny: StoredChain): Promise<Load> {
  const predict = new HostedPredict('process', { ...STORES[way], MAAS_LOG_LEVEL: 'warn' });
  try {
    await predict.post('/v2/models/none/infer', {}); // starts the process
    const { processId } = predict;
    resetPeak(processId);
    const before = readResident(processId);
    const timing = await call(predict, stored);
    for (let index = 0; index < CALLS; index++) await call(predict, stored);
    const loaded = readResident(processId);
    for (let index = 0; index < CALLS_AFTER; index++) await call(predict, tiny);
    return {
      stored,
      way,
      loadMs: readMs(timing, 'load'),
      createMs: readMs(timing, 'create'),
      before,
      loaded,
      released: readResident(processId),
    };
  } finally {
    await predict.end();
  }
}

try {
  await buildFunctions();
  const [tiny, ...chains] = await storeChains(new Registry(store, systemClock), [TINY, ...CHAINS]);
  if (!tiny) throw new Error('No model was stored.');
  const found: Load[] = [];
  const subjects = chains.flatMap((stored) => WAYS.map((way) => ({ stored, way })));
  for (let round = -1; round < rounds; round++) {
    const order = subjects.map((each) => ({ ...each, place: random() }));
    for (const { stored, way } of order.sort((a, b) => a.place - b.place)) {
      const load = await measure(stored, way, tiny);
      if (round >= 0) found.push(load); // the first one warms up
    }
  }
  const text = [
    '# Loading by size',
    'Chains of products with square matrices, as predict serves them, each in a fresh process. Their ' +
      "files are the store's own under another name (linked), or come by the reader of S3 from a " +
      'server on loopback (fetched). A peak is what the process grew by until it had answered ' +
      `${CALLS + 1} calls; after release it answers ${CALLS_AFTER} calls of a tiny model, and is ` +
      'compared with a process that had tiny ones alone.',
    describeMachine(rounds),
    formatLoads(found),
  ].join('\n\n');
  console.log(text);
  writeResult('load-by-size.md', `${text}\n`);
} finally {
  bucket.close();
  store.close();
  rmSync(work, { recursive: true, force: true });
}
