/**
 * What a registry of 10,000 models costs those who call one: warm predictions, with the alias in
 * memory and with its time run out, over a registry of 10, in turns; and the first page of the
 * list. Writes `bench/results/registry.md`.
 * Run: npm run bench -- registry [rounds]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FileObjectStore } from '../layers/maas/adapters/files/file-object-store.ts';
import { UploadUrls } from '../layers/maas/adapters/files/upload-url.ts';
import { systemClock } from '../layers/maas/adapters/system-clock.ts';
import { Registry } from '../layers/maas/core/registry/registry.ts';
import { buildFunctions } from '../scripts/build-functions.ts';
import { HostedPredict } from '../test/support/hosted-predict.ts';
import { storeModel } from '../test/support/stored-models.ts';
import { createTableModel, SIGNATURE } from '../test/support/table-model.ts';
import { describeMachine } from './describe-machine.ts';
import { percentile } from './warm/load.ts';
import { writeResult } from './write-result.ts';

const [rounds = 15] = process.argv.slice(2).map(Number).filter(Number.isInteger);
const SIZES = { few: 10, many: 10_000 } as const;
type Size = keyof typeof SIZES;
const SECRET = 's'.repeat(32);
const STORE_URL = 'http://127.0.0.1:1';
const BLOCK = 200;
const REQUEST = { inputs: [{ name: 'ids', datatype: 'INT64', shape: [1], data: [1] }] };
/** Milliseconds for which a record is believed: for ever, and not at all. */
const LIFETIMES = { 'alias in memory': 3_600_000, 'alias run out': 0 } as const;

const work = mkdtempSync(path.join(tmpdir(), 'maas-bench-registry-'));
const toFolder = (size: Size): string => path.join(work, size);

function openStore(size: Size): FileObjectStore {
  const urls = new UploadUrls(SECRET, STORE_URL, systemClock);
  return new FileObjectStore(toFolder(size), urls, systemClock);
}

async function fill(size: Size): Promise<void> {
  const store = openStore(size);
  const { files } = createTableModel(64 * 1024);
  for (let index = 0; index < SIZES[size]; index++) {
    // One is called, in the middle of the others; these have records and no files.
    const isCalled = index === SIZES[size] >> 1;
    await storeModel(store, isCalled ? 'called' : `m${index}`, {
      files: isCalled ? files : {},
      signature: SIGNATURE,
      peakMemoryBytes: 1,
    });
  }
  store.close();
}

async function block(predict: HostedPredict): Promise<number> {
  const times: number[] = [];
  for (let call = 0; call < BLOCK; call++) {
    const startedAtMs = performance.now();
    const { status, text } = await predict.post('/v2/models/called/infer', REQUEST);
    times.push(performance.now() - startedAtMs);
    if (status !== 200) throw new Error(`A prediction answered ${status}: ${text}`);
  }
  return percentile(times, 0.5);
}

/** @returns a row of the table: both in turns, and the ratio's median of each round's own */
async function compare(what: string, measure: (size: Size) => Promise<number>): Promise<string> {
  const found: Record<Size, number>[] = [];
  for (let round = -1; round < rounds; round++) {
    // Who is first in one round is second in the next.
    const order = round % 2 === 0 ? (['few', 'many'] as const) : (['many', 'few'] as const);
    const times = { few: NaN, many: NaN };
    for (const size of order) times[size] = await measure(size);
    if (round >= 0) found.push(times); // the first one warms up
  }
  const median = (pick: (times: Record<Size, number>) => number): number =>
    percentile(found.map(pick), 0.5);
  const cells = [
    what,
    median(({ few }) => few).toFixed(3),
    median(({ many }) => many).toFixed(3),
    median(({ few, many }) => many / few).toFixed(3),
  ];
  console.log(cells.join('  '));
  return `| ${cells.join(' | ')} |`;
}

async function comparePredictions(what: string, ttlMs: number): Promise<string> {
  const start = (size: Size): HostedPredict =>
    new HostedPredict('process', {
      MAAS_STORE_DIRECTORY: toFolder(size),
      MAAS_STORE_SECRET: SECRET,
      MAAS_STORE_URL: STORE_URL,
      MAAS_RECORD_TTL_MS: String(ttlMs),
      MAAS_LOG_LEVEL: 'warn',
    });
  const hosted = { few: start('few'), many: start('many') };
  try {
    return await compare(`prediction, ${what}`, (size) => block(hosted[size]));
  } finally {
    await Promise.all([hosted.few.end(), hosted.many.end()]);
  }
}

async function compareLists(): Promise<string> {
  const stores = { few: openStore('few'), many: openStore('many') };
  try {
    return await compare('first page of `GET /models`', async (size) => {
      const registry = new Registry(stores[size], systemClock);
      const startedAtMs = performance.now();
      await registry.listModels();
      return performance.now() - startedAtMs;
    });
  } finally {
    stores.few.close();
    stores.many.close();
  }
}

try {
  await buildFunctions();
  await fill('few');
  await fill('many');
  const rows: string[] = [];
  for (const [what, ttlMs] of Object.entries(LIFETIMES)) {
    rows.push(await comparePredictions(what, ttlMs));
  }
  rows.push(await compareLists());
  const text = [
    '# A registry of 10,000 models',
    `On the store of one machine. Of predictions the median of ${BLOCK} calls, asked of the ` +
      "process host directly: no gateway stands between. The ratios are medians of each round's own.",
    describeMachine(rounds),
    [
      `| ms | ${SIZES.few} models | ${SIZES.many} models | ratio |`,
      '| --- | --: | --: | --: |',
      ...rows,
    ].join('\n'),
  ].join('\n\n');
  writeResult('registry.md', `${text}\n`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
