/**
 * How long one machine's service takes from its start to the first answer, on a home that it has
 * written before, and the memory of all its processes after 400 calls by 4 clients: with the demo
 * model, and the same model behind a server of 20 lines, in turns. Linux alone. Writes
 * `bench/results/restart.md`.
 * Run: npm run bench -- restart, or: node scripts/launch.mjs bench/restart.ts [rounds]
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildWhenStale } from '../local/build-when-stale.ts';
import { LocalStack } from '../test/e2e/local-stack.ts';
import { describeMachine } from './describe-machine.ts';
import { readProcesses, type ProcessCost } from './restart/processes.ts';
import { callTimes, percentile } from './warm/load.ts';
import { writeResult } from './write-result.ts';

const [rounds = 9] = process.argv.slice(2).map(Number).filter(Number.isInteger);
const ROOT = path.resolve(import.meta.dirname, '..');
const JSON_BODY = JSON.stringify({ text: '这是一个正面的文本' });
const CLIENTS = 4;
const CALLS = 400;
const ASK_MS = 5;
const MIB = 1024 * 1024;

interface Start {
  readonly firstMs: number;
  readonly processorMs: number;
  readonly processes: readonly ProcessCost[];
}

const work = mkdtempSync(path.join(tmpdir(), 'maas-restart-'));
const home = path.join(work, 'home');
const SUBJECTS: Readonly<Record<string, readonly string[]>> = {
  ours: [path.join(ROOT, 'scripts/launch.mjs'), 'local/main.ts'],
  'by hand': [
    path.join(ROOT, 'bench/warm/by-hand.ts'),
    path.join(ROOT, 'examples/sentiment/model.onnx'),
    'text',
  ],
};

async function start(program: readonly string[]): Promise<Start> {
  const startedAtMs = performance.now();
  const child = spawn(process.execPath, program, {
    cwd: ROOT,
    env: { ...process.env, PORT: '0', MAAS_HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const url = `${await readAddress(child)}/predict`;
    while (!(await isAnswered(url))) await sleep(ASK_MS);
    const firstMs = performance.now() - startedAtMs;
    const processorMs = sum(readProcesses(child.pid ?? 0), (each) => each.processorMs);
    await callTimes(CALLS, CLIENTS, { url, json: JSON_BODY });
    return { firstMs, processorMs, processes: readProcesses(child.pid ?? 0) };
  } finally {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }
}

async function readAddress(child: ChildProcess): Promise<string> {
  let output = '';
  for await (const chunk of child.stdout ?? []) {
    output += String(chunk);
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0];
    if (address === undefined) continue;
    child.stdout?.on('data', () => undefined);
    return address;
  }
  throw new Error(`It ended without an address: ${output}`);
}

async function isAnswered(url: string): Promise<boolean> {
  const headers = { 'content-type': 'application/json' };
  return fetch(url, { method: 'POST', headers, body: JSON_BODY }).then(
    async (response) => {
      await response.arrayBuffer();
      return response.status === 200;
    },
    () => false,
  );
}

function sum(processes: readonly ProcessCost[], of: (each: ProcessCost) => number): number {
  return processes.reduce((total, each) => total + of(each), 0);
}

function format(starts: ReadonlyMap<string, readonly Start[]>): string {
  const head = ['', 'first answer, ms', 'processor time, ms', 'processes', 'memory, MB'];
  const rows = [...starts].map(([name, list]) => {
    const median = (of: (each: Start) => number): string =>
      percentile(list.map(of), 0.5).toFixed(0);
    return [
      name,
      median(({ firstMs }) => firstMs),
      median(({ processorMs }) => processorMs),
      median(({ processes }) => processes.length),
      median(({ processes }) => sum(processes, ({ pssBytes }) => pssBytes) / MIB),
    ];
  });
  return [head, head.map((_, index) => (index === 0 ? '---' : '--:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

try {
  await buildWhenStale();
  await (await LocalStack.start(home)).end(); // writes the home, with the demo model in it
  const starts = new Map<string, Start[]>(Object.keys(SUBJECTS).map((name) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const [name, program] of Object.entries(SUBJECTS)) {
      const found = await start(program);
      if (round >= 0) starts.get(name)?.push(found); // the first one warms up
    }
  }
  const last = starts.get('ours')?.at(-1)?.processes ?? [];
  for (const { command, pssBytes, processorMs } of last) {
    const program = command.replaceAll(ROOT, '').slice(-100);
    console.log(`${(pssBytes / MIB).toFixed(0)} MB, ${processorMs} ms: ${program}`);
  }
  const table = format(starts);
  console.log(table);
  const text = ['# One machine: restart and memory', describeMachine(rounds), table];
  writeResult('restart.md', `${text.join('\n\n')}\n`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
