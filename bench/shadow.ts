/**
 * Measures the cost of a shadow at 100 % to the caller on one machine: one version by two aliases,
 * with a shadow and without, in turns. Prints p50 of both, and their ratio.
 * Run: npm run bench -- shadow [rounds], or: node scripts/launch.mjs bench/shadow.ts [rounds]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LocalStack } from '../test/e2e/local-stack.ts';
import { Client } from '../test/e2e/service/client.ts';
import { SENTIMENT } from '../test/e2e/service/fixtures.ts';
import { callFor, percentile } from './warm/load.ts';

const ROUNDS = Number(process.argv.findLast((argument) => /^\d+$/.test(argument)) ?? 15);
const ROUND_MS = 1500;
/** Paced callers leave the machine time for copies; others take all of it. */
const PAUSES_MS = [50, 0] as const;
const ALIASES = { plain: undefined, copied: { version: 2, percent: 100 } } as const;
const JSON_BODY = JSON.stringify({ text: '这是一个正面的文本' });

const work = mkdtempSync(path.join(tmpdir(), 'maas-shadow-'));
const stack = await LocalStack.start(work, ['--no-demo']);
const client = new Client({ url: stack.url });

/** @returns milliseconds of each call of a round */
async function callInTurn(alias: string, pauseMs: number): Promise<number[]> {
  const load = { url: `${stack.url}/models/m/predict?version=${alias}`, json: JSON_BODY };
  if (pauseMs === 0) return callFor(ROUND_MS, 1, load);
  const times: number[] = [];
  for (let passedMs = 0; passedMs < ROUND_MS; passedMs += pauseMs) {
    times.push(...(await callFor(0.01, 1, load)));
    await sleep(pauseMs);
  }
  return times;
}

async function measure(pauseMs: number): Promise<string> {
  const times: Record<keyof typeof ALIASES, number[]> = { plain: [], copied: [] };
  const ratios: number[] = [];
  for (let round = -1; round < ROUNDS; round++) {
    const [plain, copied] = [
      await callInTurn('plain', pauseMs),
      await callInTurn('copied', pauseMs),
    ];
    if (round < 0) continue; // warms up
    times.plain.push(...plain);
    times.copied.push(...copied);
    ratios.push(percentile(copied, 0.5) / percentile(plain, 0.5));
  }
  const [plain, copied] = [times.plain, times.copied].map((list) => percentile(list, 0.5));
  return (
    `pause ${pauseMs} ms: p50 ${plain?.toFixed(3)} ms without, ${copied?.toFixed(3)} ms with a ` +
    `shadow, ${((copied ?? NaN) / (plain ?? NaN)).toFixed(3)} times; median of the rounds' ratios ` +
    `${percentile(ratios, 0.5).toFixed(3)}; ${times.copied.length} calls`
  );
}

try {
  for (const version of [1, 2]) {
    const { status } = await client.upload({ 'model.onnx': SENTIMENT.model }, { name: 'm' });
    if (status !== 201) throw new Error(`Upload ${version} answered ${status}.`);
  }
  for (const [alias, shadow] of Object.entries(ALIASES)) {
    await client.call('PUT', `/models/m/aliases/${alias}`, { json: { version: 1, shadow } });
  }
  for (const pauseMs of PAUSES_MS) console.log(await measure(pauseMs));
  const { text } = await client.call('GET', '/models/m/metrics?period=PT1H');
  const { shadows } = JSON.parse(text) as { readonly shadows: unknown };
  console.log(`copies: ${JSON.stringify(shadows)}`);
} finally {
  await stack.end();
  rmSync(work, { recursive: true, force: true });
}
