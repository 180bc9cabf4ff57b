/**
 * Measures this tree beside an earlier one: the first answer and warm calls of the function as its
 * image has it, and warm calls through `npm start`, in turns. Both read what the earlier service
 * uploaded. Needs a real S3 server on this machine: RADOSGW_URL (test/tools/radosgw-up.sh). Models:
 * MAAS_FIXTURES. Writes `bench/results/earlier.md`.
 * Run: git worktree add ../earlier eb723bd && (cd ../earlier && npm ci), then
 * EARLIER=../earlier npm run bench -- earlier [rounds]
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildFunctions } from '../scripts/build-functions.ts';
import { LocalStack } from '../test/e2e/local-stack.ts';
import { createBucket, useServer } from '../test/tools/s3-servers.ts';
import { CpuQuota } from './cold-start/cpu-quota.ts';
import { MODELS, toEventText } from './cold-start/models.ts';
import { findRatio, type Measured } from './cold-start/report.ts';
import { keepCode, startFunction } from './cold-start/start-function.ts';
import type { BenchModel, Subject } from './cold-start/subjects.ts';
import { describeMachine } from './describe-machine.ts';
import { uploadLive } from './upload-live.ts';
import { callFor, percentile } from './warm/load.ts';
import { writeResult } from './write-result.ts';

const ROUNDS = Number(process.argv.findLast((argument) => /^\d+$/.test(argument)) ?? 7);
const WARM_CALLS = 400;
const ROUND_MS = 1500;
const { EARLIER: earlierTree } = process.env;
if (earlierTree === undefined) throw new Error('EARLIER names the folder of the earlier tree.');
const EARLIER = path.resolve(earlierTree);
/** As a function of 1,024 MB has. */
const quota = CpuQuota.create(0.58);

useServer('RADOSGW_URL');
const bucket = await createBucket();
const work = mkdtempSync(path.join(tmpdir(), 'maas-bench-'));
const ends: (() => Promise<unknown>)[] = [];
const store = ['--bucket', bucket, '--s3-endpoint', process.env.AWS_ENDPOINT_URL ?? ''];

interface EarlierTree {
  readonly startStack: typeof LocalStack.start;
  readonly buildFunctions: (folder: string) => Promise<unknown>;
}

async function openEarlier(): Promise<EarlierTree> {
  const load = (file: string): Promise<unknown> => import(path.join(EARLIER, file));
  const { LocalStack: Stack } = (await load('test/e2e/local-stack.ts')) as {
    readonly LocalStack: typeof LocalStack;
  };
  const build = (await load('scripts/build-functions.ts')) as Pick<EarlierTree, 'buildFunctions'>;
  return {
    startStack: (...options) => Stack.start(...options),
    buildFunctions: build.buildFunctions,
  };
}

function toSubject(name: string, handler: string, tree: string, model: BenchModel): Subject {
  return {
    name,
    directory: path.join(work, name, 'predict'),
    environment: {
      _HANDLER: handler,
      NODE_PATH: path.join(tree, 'node_modules'),
      MAAS_BUCKET: bucket,
      MAAS_S3_PATH_STYLE: 'true',
      MAAS_DEFAULT_MODEL: model.name,
    },
  };
}

/** Starts of both, in turns, on a share of the machine. */
async function startBoth(
  model: BenchModel,
  share: string,
  command: readonly string[],
): Promise<Measured> {
  const subjects = [
    toSubject('now', 'start.handler', path.resolve(import.meta.dirname, '..'), model),
    toSubject('earlier', 'handler.handler', EARLIER, model),
  ];
  const rounds: Measured['rounds'] = [];
  // The first one fills the compile cache.
  for (let round = -1; round < ROUNDS; round++) {
    const starts = new Map<string, Awaited<ReturnType<typeof startFunction>>>();
    for (const subject of subjects) {
      const start = await startFunction(subject, {
        event: toEventText(model),
        command,
        tmp: path.join(work, 'tmp'),
        cache: path.join(work, `compile-cache-${subject.name}`),
        warmCalls: WARM_CALLS,
      });
      starts.set(subject.name, start);
    }
    if (round >= 0) rounds.push(starts);
  }
  return { model: model.name, share, rounds };
}

function toRow(measured: Measured): string {
  const ratio = (figure: Parameters<typeof findRatio>[2]): string =>
    findRatio(measured, 'now', figure, 'earlier').toFixed(2);
  const cells = [
    `${measured.model}, ${measured.share}`,
    ratio(({ firstMs }) => firstMs),
    ratio(({ cpuMs }) => cpuMs),
    ratio(({ residentMb }) => residentMb),
    ratio(({ warmMs = NaN }) => warmMs),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** The median over rounds of p50 through `npm start`, this tree's over the earlier one's. */
async function callBoth(stacks: readonly LocalStack[], model: BenchModel): Promise<string> {
  const json = JSON.stringify({ inputs: model.inputs });
  const ratios: number[] = [];
  for (let round = -1; round < ROUNDS; round++) {
    const p50s: number[] = [];
    for (const { url } of stacks) {
      const load = { url: `${url}/v2/models/${model.name}/infer`, json };
      p50s.push(percentile(await callFor(ROUND_MS, 1, load), 0.5));
    }
    const [now = NaN, earlier = NaN] = p50s;
    if (round >= 0) ratios.push(now / earlier);
  }
  return `| ${model.name}, npm start | | | | ${percentile(ratios, 0.5).toFixed(2)} |`;
}

try {
  const earlier = await openEarlier();
  await buildFunctions(path.join(work, 'now'));
  keepCode(path.join(work, 'now'));
  await earlier.buildFunctions(path.join(work, 'earlier'));
  const home = path.join(work, 'earlier-home');
  const before = await earlier.startStack(home, store);
  ends.push(() => before.end());
  const files = MODELS.map(({ name, file }) => ({ name, bytes: readFileSync(file) }));
  await uploadLive(before, files);
  const rows: string[] = [];
  const add = (row: string): void => {
    rows.push(row);
    console.log(row);
  };
  const after = await LocalStack.start(path.join(work, 'now-home'), ['--no-demo', ...store]);
  ends.push(() => after.end());
  for (const model of MODELS) add(await callBoth([after, before], model));
  await after.end();
  await before.end();
  const shares = [
    ['all processors', []],
    ['one processor', ['taskset', '-c', '0']],
    ...(quota ? [['0.58 of a processor', quota.command] as const] : []),
  ] as const;
  for (const model of MODELS) {
    for (const [share, command] of shares) add(toRow(await startBoth(model, share, command)));
  }
  const git = ['-C', EARLIER, 'rev-parse', '--short', 'HEAD'];
  writeResult(
    'earlier.md',
    `# This tree beside ${execFileSync('git', git, { encoding: 'utf8' }).trim()}

Its figures over the earlier tree's: medians of each round's own ratio. ${describeMachine(ROUNDS)}

| | first answer | processor time for it | memory after | warm |
|---|--:|--:|--:|--:|
${rows.join('\n')}
`,
  );
} finally {
  for (const end of ends) await end();
  quota?.remove();
  rmSync(work, { recursive: true, force: true });
}
