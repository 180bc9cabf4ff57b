/**
 * Warm calls on one machine, ours and its peers': servers of one model in turns, asked by the same
 * clients the same bytes, so that a busy machine is one to all of them. The peers are installed when
 * they are first asked for, by npm and pip; what is not to be had is named. Models: MAAS_FIXTURES.
 * Writes `bench/results/one-machine.md`.
 * Run: npm run bench -- one-machine [rounds] [milliseconds of a block], or this alone:
 * node scripts/launch.mjs bench/one-machine.ts [rounds] [milliseconds]
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildWhenStale } from '../local/build-when-stale.ts';
import { createRandom } from '../test/support/create-random.ts';
import { describeMachine } from './describe-machine.ts';
import { Caller } from './peers/caller.ts';
import { readRuntimeVersion } from './peers/install.ts';
import { readModels, type BenchModel, type Question } from './peers/models.ts';
import {
  CLIENTS,
  type Figures,
  FLOOR,
  formatQuestion,
  formatStanding,
  formatStarts,
  type Measured,
  readExplanations,
  type Start,
  toFigures,
} from './peers/report.ts';
import { Server } from './peers/server.ts';
import { Subjects } from './peers/subjects.ts';
import { writeResult } from './write-result.ts';

const OURS = 'ours (npm start)';
const [rounds = 5, blockMs = 1000] = process.argv
  .slice(2)
  .filter((each) => /^\d+$/.test(each))
  .map(Number);
const { MAAS_FIXTURES: fixtures } = process.env;
if (fixtures === undefined) throw new Error('MAAS_FIXTURES names the folder of the models.');

const work = mkdtempSync(path.join(tmpdir(), 'maas-one-machine-'));
const random = createRandom(1);
const absent = new Map<string, string>();
const clients = new Caller('load-process.ts');

/** All of them once in each round, in an order of its own. */
async function measure(
  { name: question, json }: Question,
  count: (typeof CLIENTS)[number],
  { servers }: Subjects,
  floor: Caller,
): Promise<Measured> {
  const callers = new Map([
    ...[...servers].map(([name, { url }]) => [name, { caller: clients, url }] as const),
    ...(count === 1 ? [[FLOOR, { caller: floor, url: '' }] as const] : []),
  ]);
  const blocks = new Map([...callers.keys()].map((name) => [name, [] as Figures[]]));
  for (let round = -1; round < rounds; round++) {
    const order = [...callers].map((each) => ({ each, place: random() }));
    for (const { each } of order.sort((a, b) => a.place - b.place)) {
      const [name, { caller, url }] = each;
      const called = await caller.call({ url, json, clients: count, ms: blockMs });
      if (round >= 0) blocks.get(name)?.push(toFigures(called)); // the first one warms up
    }
  }
  return { question, clients: count, blocks };
}

async function compare(model: BenchModel): Promise<{ measured: Measured[]; starts: Start[] }> {
  const folder = path.join(work, model.name);
  mkdirSync(folder);
  const subjects = new Subjects(folder, model, absent);
  const measured: Measured[] = [];
  try {
    await subjects.start();
    const floor = new Caller('bare-run.ts', [subjects.file]);
    for (const question of model.questions) {
      for (const count of CLIENTS) {
        measured.push(await measure(question, count, subjects, floor));
      }
      console.log(`\n${formatQuestion(question.name, measured)}\n`);
    }
    floor.end();
    const starts = [...subjects.servers].map(([server, started]) => ({
      model: model.name,
      server,
      firstMs: started.firstMs,
      memoryMb: started.measureMemoryMb(),
    }));
    return { measured, starts };
  } finally {
    await subjects.end();
  }
}

function write(measured: readonly Measured[], starts: readonly Start[]): void {
  const questions = [...new Set(measured.map(({ question }) => question))];
  const text = [
    '# One machine, against peers',
    `${describeMachine(rounds)} Blocks of ${blockMs} ms; servers and clients share the ` +
      `processors. All run ONNX Runtime ${readRuntimeVersion()} and answer the same question of ` +
      'the Open Inference Protocol in JSON; peers of one process have two threads a run, peers ' +
      'marked ×2 have two processes of one thread each. Memory is the proportional set size of all ' +
      'processes; a start was done once before.',
    ...[...absent].map(([name, why]) => `Absent: ${name} (${why}).`),
    '## Where ours stands',
    "The ratios are medians of each round's own.",
    formatStanding(OURS, measured),
    readExplanations(),
    '## Figures',
    ...questions.map((question) => formatQuestion(question, measured)),
    formatStarts(starts),
  ].join('\n\n');
  writeResult('one-machine.md', `${text}\n`);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void Server.endAll().then(() => {
      rmSync(work, { recursive: true, force: true });
      process.exit(1);
    });
  });
}
try {
  await buildWhenStale();
  const measured: Measured[] = [];
  const starts: Start[] = [];
  for (const model of readModels(fixtures)) {
    const result = await compare(model);
    measured.push(...result.measured);
    starts.push(...result.starts);
    write(measured, starts);
  }
} finally {
  clients.end();
  rmSync(work, { recursive: true, force: true });
}
