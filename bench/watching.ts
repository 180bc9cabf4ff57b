/**
 * Measures the cost of watching to whoever waits for an answer: predict with all that it can watch,
 * and with captures, over predict with nothing of it. Blocks of calls in turns, so that a busy
 * machine is one to all of them; the ratios are medians of each round's own. Writes
 * `bench/results/watching.md`.
 * Run: npm run bench -- watching, or: node scripts/launch.mjs bench/watching.ts [rounds] [starts]
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildWhenStale } from '../local/build-when-stale.ts';
import { LocalStack } from '../test/e2e/local-stack.ts';
import { Client } from '../test/e2e/service/client.ts';
import { SENTIMENT } from '../test/e2e/service/fixtures.ts';
import { createRandom } from '../test/support/create-random.ts';
import { describeMachine } from './describe-machine.ts';
import { percentile } from './warm/load.ts';
import { formatRatios, type Round } from './watching/ratios.ts';
import { Subject, SUBJECT_NAMES, type SubjectName } from './watching/subject.ts';
import { writeResult } from './write-result.ts';

const [rounds = 60, starts = 40] = process.argv
  .slice(2)
  .filter((each) => /^\d+$/.test(each))
  .map(Number);
const BLOCK = 100;
const MODELS = [
  { name: 'sentiment', bytes: SENTIMENT.model, json: { text: '这是一个正面的文本' } },
  {
    name: 'iris',
    bytes: readFileSync(path.join(import.meta.dirname, '../test/field/models/iris.onnx')),
    json: { rows: [[5.1, 3.5, 1.4, 0.2]] },
  },
] as const;

const work = mkdtempSync(path.join(tmpdir(), 'maas-watching-'));
const home = path.join(work, 'home');
const random = createRandom(1);

async function upload(): Promise<void> {
  const stack = await LocalStack.start(home, ['--no-demo']);
  const client = new Client({ url: stack.url });
  for (const { name, bytes } of MODELS) await client.upload({ 'model.onnx': bytes }, { name });
  await stack.end();
}

/** All of them once in each round, in an order of its own. */
async function inTurns(
  count: number,
  measure: (name: SubjectName) => Promise<number>,
): Promise<Round[]> {
  const found: Round[] = [];
  for (let round = -1; round < count; round++) {
    const order = SUBJECT_NAMES.map((name) => ({ name, place: random() }));
    const ms = new Map<SubjectName, number>();
    for (const { name } of order.sort((a, b) => a.place - b.place)) {
      ms.set(name, await measure(name));
    }
    if (round >= 0) found.push(ms); // the first one warms up
  }
  return found;
}

await buildWhenStale();
await upload();
const subjects = new Map<SubjectName, Subject>();
function get(name: SubjectName): Subject {
  const subject = subjects.get(name) ?? new Subject(name, home, work);
  subjects.set(name, subject);
  return subject;
}
try {
  const tables: string[] = [];
  for (const { name: model, json } of MODELS) {
    const body = Buffer.from(JSON.stringify(json));
    const warm = await inTurns(rounds, async (name) => {
      const times: number[] = [];
      for (let call = 0; call < BLOCK; call++) times.push(await get(name).call(model, body));
      return percentile(times, 0.5);
    });
    const cold = await inTurns(starts, async (name) => {
      await get(name).endInstances();
      return get(name).call(model, body);
    });
    tables.push(formatRatios(`${model}, warm p50 of ${BLOCK} calls`, warm));
    tables.push(formatRatios(`${model}, first answer of a new process`, cold));
    console.log(tables.slice(-2).join('\n\n'));
  }
  const text = ['# What watching costs', describeMachine(rounds), ...tables].join('\n\n');
  writeResult('watching.md', `${text}\n`);
} finally {
  for (const subject of subjects.values()) await subject.close();
  rmSync(work, { recursive: true, force: true });
}
