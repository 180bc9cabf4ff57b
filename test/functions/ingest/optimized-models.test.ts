import { createHash } from 'node:crypto';
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { OnnxModelRuntime } from '../../../layers/maas/adapters/onnx/onnx-model-runtime.ts';
import { systemClock } from '../../../layers/maas/adapters/system-clock.ts';
import { varyRows } from '../../../layers/maas/core/ingest/made-inputs.ts';
import { prepareBundle } from '../../../layers/maas/core/ingest/prepare-bundle.ts';
import { runSynthetic } from '../../../layers/maas/core/ingest/run-synthetic.ts';
import type { LoadOptions, ModelSession } from '../../../layers/maas/core/ports/model-runtime.ts';
import type { Tensors } from '../../../layers/maas/core/tensor.ts';
import { createIngestBench } from '../../support/ingest.ts';

const REFERENCES = path.resolve(import.meta.dirname, '../../fixtures/references');
const ESTIMATORS = path.resolve(import.meta.dirname, '../../fixtures/estimators');
/** ONNX Runtime would optimise it further each time that it is loaded. */
const OTHER_EACH_TIME = ['tiny-llama/model_fp16.onnx'];
/** Enough for the least number of rounds. */
const BUDGET_MS = 0;

const bench = createIngestBench();
const runtime = new OnnxModelRuntime({ threads: 1, parallelThreads: 2 });
afterAll(() => {
  bench.remove();
});

interface Optimized {
  readonly isSame: boolean;
  readonly before: ModelSession;
  readonly after: ModelSession | undefined;
  /** With two threads a run, where it may take them. */
  readonly parallel: ModelSession | undefined;
}

/** The model before and after it is optimised, in the process that does it. */
async function optimize(file: string): Promise<Optimized> {
  const folder = await bench.workspace.open();
  const beside = path.dirname(file);
  const name = path.basename(file);
  const weights = readdirSync(beside).filter((each) => each.startsWith('model.onnx'));
  const uploads = [];
  for (const each of new Set([name, ...weights])) {
    const bytes = readFileSync(path.join(beside, each));
    await folder.write(each, [bytes]);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    uploads.push({ path: each, bytes: bytes.length, sha256 });
  }
  const { files, entry } = await prepareBundle({ uploads, entry: name }, folder);
  const job = { folder: folder.path, files, entry, target: 'optimised.onnx', budgetMs: BUDGET_MS };
  const { isSame, isParallel } = await bench.optimization.optimize(job);
  const open = (made: string, options?: LoadOptions): Promise<ModelSession> =>
    runtime.load(path.join(folder.path, made), options);
  return {
    isSame,
    before: await open(entry),
    parallel: isParallel && (await open(entry, { isParallel })),
    after: existsSync(path.join(folder.path, job.target)) ? await open(job.target) : undefined,
  };
}

/** Answers to what ingest makes up, and to rows that differ. */
async function answer(session: ModelSession): Promise<unknown[]> {
  const { inputs } = await runSynthetic(session, session.signature, systemClock);
  const varied: Tensors = Object.fromEntries(
    Object.entries(inputs ?? {}).map(([name, tensor]) => [name, varyRows(tensor, 2)]),
  );
  const names = session.signature.outputs.map(({ name }) => name);
  const run = (tensors: Tensors): Promise<unknown> =>
    session.run(tensors, names).catch(() => 'refused');
  return inputs ? [await run(inputs), await run(varied)] : [];
}

function list(folder: string): [string, string][] {
  return globSync('**/*.onnx', { cwd: folder })
    .sort()
    .map((file) => [file, path.join(folder, file)]);
}

const { MAAS_FIXTURES: fixtures } = process.env;

describe('an optimised model', () => {
  it.each([
    ...list(REFERENCES),
    ...list(ESTIMATORS),
    ...(fixtures === undefined ? [] : list(fixtures)),
  ])('gives the very bits of %s', async (name, file) => {
    const { isSame, before, after, parallel } = await optimize(file);
    expect({ isSame, exists: after !== undefined }).toEqual({
      isSame: !OTHER_EACH_TIME.includes(name),
      exists: isSame,
    });
    if (parallel) expect(await answer(parallel)).toEqual(await answer(before));
    if (!after) return;
    expect(after.signature).toEqual(before.signature);
    expect(await answer(after)).toEqual(await answer(before));
  });
});
