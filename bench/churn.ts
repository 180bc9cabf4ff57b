/**
 * Fifty models in one process whose memory holds five of them, called 2,000 times: errors, hits
 * beside those of a simulated least-recently-used cache, and memory. Writes
 * `bench/results/churn.md`.
 * Run: npm run bench -- churn
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { HOSTS } from '../local/hosts.ts';
import { buildFunctions } from '../scripts/build-functions.ts';
import { churn, findGrowth, type Churn } from '../test/support/churn.ts';
import { describeMachine } from './describe-machine.ts';
import { writeResult } from './write-result.ts';

const SIZE = { models: 50, requests: 2000, held: 5, weightBytes: 4 * 1024 * 1024 } as const;

const HEAD = [
  'host',
  'errors',
  'hits',
  'hits, simulated',
  'calls that differ',
  'resident memory, first half, MB',
  'mean of the second half ÷ first',
  'most of the second half ÷ first',
];

const folder = mkdtempSync(path.join(tmpdir(), 'maas-bench-churn-'));

function share(hits: readonly boolean[]): string {
  return `${((100 * hits.filter(Boolean).length) / hits.length).toFixed(2)} %`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function toRow(host: string, result: Churn): string[] {
  const { faults, hits, expectedHits, residentMb } = result;
  const differing = hits.filter((hit, index) => hit !== expectedHits[index]).length;
  const half = residentMb.length >> 1;
  const [first, second] = [mean(residentMb.slice(0, half)), mean(residentMb.slice(half))];
  return [
    host,
    String(faults.length),
    share(hits),
    share(expectedHits),
    String(differing),
    first.toFixed(0),
    (second / first).toFixed(3),
    findGrowth(result).toFixed(3),
  ];
}

try {
  await buildFunctions();
  const rows: string[][] = [];
  for (const host of HOSTS) {
    const result = await churn({ ...SIZE, host, folder: path.join(folder, host) });
    rows.push(toRow(host, result));
    console.log(rows.at(-1)?.join('  '));
  }
  const text = [
    '# Many models in one process',
    `${SIZE.models} models of 4 MiB, ${SIZE.requests} calls, each model as often as Zipf's law has it; ` +
      `the memory holds ${SIZE.held}, the disk twice as many. Hits are calls that found their model ` +
      'in memory; the simulated cache keeps what was used last.',
    describeMachine(1),
    [HEAD, HEAD.map((_, column) => (column === 0 ? '---' : '--:')), ...rows]
      .map((cells) => `| ${cells.join(' | ')} |`)
      .join('\n'),
  ].join('\n\n');
  writeResult('churn.md', `${text}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
