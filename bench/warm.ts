/**
 * Warm calls on one machine: both hosts of predict, and a server written by hand, in turns, so that
 * a busy machine is one to all of them. Writes `bench/results/warm.md`.
 * Run: npm run bench -- warm [rounds], or: node scripts/launch.mjs bench/warm.ts [rounds]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { HOSTS } from '../local/hosts.ts';
import { LocalStack } from '../test/e2e/local-stack.ts';
import { Client } from '../test/e2e/service/client.ts';
import { createDoubler, SENTIMENT } from '../test/e2e/service/fixtures.ts';
import { describeMachine } from './describe-machine.ts';
import { callFor, percentile } from './warm/load.ts';
import { writeResult } from './write-result.ts';

const ROUNDS = Number(process.argv.findLast((argument) => /^\d+$/.test(argument)) ?? 7);
const ROUND_MS = 1500;
const CLIENTS = [1, 4, 16] as const;
const MODELS = [
  {
    name: 'sentiment',
    bytes: SENTIMENT.model,
    input: 'text',
    json: { text: '这是一个正面的文本' },
  },
  { name: 'tiny', bytes: createDoubler(), input: 'x', json: { tensors: { x: [[1]] } } },
] as const;
type Model = (typeof MODELS)[number];

/** The addresses at which each subject answers for a model. */
interface Subject {
  readonly name: string;
  readonly toUrl: (model: Model) => string;
}

const work = mkdtempSync(path.join(tmpdir(), 'maas-warm-'));
const ends: (() => unknown)[] = [];

async function startHost(host: (typeof HOSTS)[number]): Promise<Subject> {
  const stack = await LocalStack.start(path.join(work, host), ['--no-demo', '--host', host]);
  ends.push(() => stack.end());
  const client = new Client({ url: stack.url });
  for (const { name, bytes } of MODELS) await client.upload({ 'model.onnx': bytes }, { name });
  return { name: `--host ${host}`, toUrl: ({ name }) => `${stack.url}/models/${name}/predict` };
}

/** A process for each model. */
async function startByHand(): Promise<Subject> {
  const urls = new Map<string, string>();
  for (const { name, bytes, input } of MODELS) {
    const file = path.join(work, `${name}.onnx`);
    writeFileSync(file, bytes);
    const program = path.join(import.meta.dirname, 'warm/by-hand.ts');
    const child = spawn(process.execPath, [program, file, input], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    ends.push(() => child.kill());
    const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
    urls.set(name, chunk.toString().trim());
  }
  return { name: 'node:http by hand', toUrl: ({ name }) => urls.get(name) ?? '' };
}

/** One row of the table: calls a second, and p50 and p99, medians of the rounds. */
async function measure(
  model: Model,
  clients: number,
  subjects: readonly Subject[],
): Promise<string> {
  const json = JSON.stringify(model.json);
  const rounds = subjects.map((): { rate: number; p50: number; p99: number }[] => []);
  for (let round = -1; round < ROUNDS; round++) {
    for (const [index, subject] of subjects.entries()) {
      const times = await callFor(ROUND_MS, clients, { url: subject.toUrl(model), json });
      const [p50, p99] = [percentile(times, 0.5), percentile(times, 0.99)];
      // The first one warms up.
      if (round >= 0) rounds[index]?.push({ rate: times.length / (ROUND_MS / 1000), p50, p99 });
    }
  }
  const cells = rounds.map((list) => {
    const median = (pick: (one: (typeof list)[number]) => number): number =>
      percentile(list.map(pick), 0.5);
    const [rate, p50, p99] = [
      median((one) => one.rate),
      median((one) => one.p50),
      median((one) => one.p99),
    ];
    return `${rate.toFixed(0)} (${p50.toFixed(2)} / ${p99.toFixed(2)})`;
  });
  return `| ${model.name} | ${clients} | ${cells.join(' | ')} |`;
}

try {
  const subjects = [...(await Promise.all(HOSTS.map(startHost))), await startByHand()];
  const rows: string[] = [];
  for (const model of MODELS) {
    for (const clients of CLIENTS) {
      rows.push(await measure(model, clients, subjects));
      console.log(rows.at(-1));
    }
  }
  const text = `# Warm calls on one machine

Calls a second, and p50 and p99 in ms: medians of rounds in turns. Servers and clients share the processors.

${describeMachine(ROUNDS)}

| model | clients | ${subjects.map(({ name }) => name).join(' | ')} |
|---|---|${subjects.map(() => '---|').join('')}
${rows.join('\n')}
`;
  writeResult('warm.md', text);
} finally {
  for (const end of ends) await end();
  rmSync(work, { recursive: true, force: true });
}
