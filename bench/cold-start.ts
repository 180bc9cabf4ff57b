/**
 * Measures the first answer of a function that has just been started: ours as its image has it, one
 * written by hand, a naive one, and ONNX Runtime alone, in turns, so that a busy machine is one to
 * all of them. Needs a real S3 server on this machine: RADOSGW_URL (test/tools/radosgw-up.sh).
 * Models: MAAS_FIXTURES. Writes `bench/results/cold-start.md` and `.svg`.
 * Run: npm run bench, or this alone: node scripts/launch.mjs bench/cold-start.ts [rounds]
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundleFileKey } from '../layers/maas/core/registry/keys.ts';
import { buildFunctions } from '../scripts/build-functions.ts';
import { LocalStack } from '../test/e2e/local-stack.ts';
import { createBucket, useServer } from '../test/tools/s3-servers.ts';
import { CpuQuota } from './cold-start/cpu-quota.ts';
import { drawRatios } from './cold-start/draw-ratios.ts';
import { startLateStore } from './cold-start/late-store.ts';
import { MODELS, toEventText } from './cold-start/models.ts';
import { describeRun, formatTable, type Measured } from './cold-start/report.ts';
import { keepCode, startFunction } from './cold-start/start-function.ts';
import { writeSubjects, type BenchModel, type Subject } from './cold-start/subjects.ts';
import { uploadLive } from './upload-live.ts';
import { writeResult } from './write-result.ts';

const ROUNDS = Number(process.argv.findLast((argument) => /^\d+$/.test(argument)) ?? 7);
/** As a function of 1,024 MB has. */
const quota = CpuQuota.create(0.58);
const LATE_MS = 15;
const WARM_CALLS = 200;

useServer('RADOSGW_URL');
const bucket = await createBucket();
const work = mkdtempSync(path.join(tmpdir(), 'maas-bench-'));
const functions = path.join(work, 'functions');

async function upload(): Promise<void> {
  const home = path.join(work, 'home');
  const stack = await LocalStack.start(home, [
    '--no-demo',
    ...['--bucket', bucket, '--s3-endpoint', process.env.AWS_ENDPOINT_URL ?? ''],
  ]);
  try {
    await uploadLive(
      stack,
      MODELS.map(({ name, file }) => ({ name, bytes: readFileSync(file) })),
    );
  } finally {
    await stack.end();
  }
}

/** A share of the machine: all processors, one as 1,769 MB have, less, and a store that is far. */
interface Share {
  readonly name: string;
  readonly command?: readonly string[];
  readonly storeUrl?: string;
  readonly warmCalls?: number;
}

async function compare(model: BenchModel, share: Share): Promise<Measured> {
  const key = bundleFileKey(model.name, 1, 'model.onnx');
  const subjects = writeSubjects(work, { functions, bucket, key, model });
  const event = toEventText(model);
  const start = (subject: Subject): ReturnType<typeof startFunction> =>
    startFunction(subject, {
      event,
      ...share,
      tmp: path.join(work, 'tmp'),
      cache: path.join(work, 'compile-cache'),
    });
  for (const subject of subjects) await start(subject); // fills the compile cache
  const rounds: Measured['rounds'] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const starts = new Map<string, Awaited<ReturnType<typeof start>>>();
    for (const subject of subjects) starts.set(subject.name, await start(subject));
    rounds.push(starts);
  }
  return { model: model.name, share: share.name, rounds };
}

try {
  await buildFunctions(functions);
  keepCode(functions);
  await upload();
  const late = await startLateStore(process.env.AWS_ENDPOINT_URL ?? '', LATE_MS);
  const shares: Share[] = [
    { name: 'all processors', warmCalls: WARM_CALLS },
    { name: 'one processor', command: ['taskset', '-c', '0'] },
    ...(quota ? [{ name: '0.58 of a processor', command: quota.command }] : []),
    { name: `S3 ${LATE_MS} ms later`, storeUrl: late.url },
  ];
  if (!quota) console.log('A part of a processor is left out: no control group can be made here.');
  const measured: Measured[] = [];
  for (const model of MODELS) {
    for (const share of shares) {
      const result = await compare(model, share);
      measured.push(result);
      console.log(formatTable(result));
    }
  }
  const text = ['# Cold start', describeRun(ROUNDS), ...measured.map(formatTable)].join('\n\n');
  writeResult('cold-start.md', `${text}\n`);
  writeResult('cold-start.svg', drawRatios(measured));
  late.close();
} finally {
  quota?.remove();
  rmSync(work, { recursive: true, force: true });
}
