/**
 * How long ONNX Runtime takes to open a model as predict opens it, over the file as its exporter
 * wrote it, and whether both answer the same bits: all models of the tests, in turns, so that a
 * busy machine is one to all of them. More models: MAAS_FIXTURES. Writes
 * `bench/results/create.md`.
 * Run: npm run bench -- create, or: node scripts/launch.mjs bench/create.ts [rounds]
 */
import path from 'node:path';
import { FileBundleCache } from '../layers/maas/adapters/bundles/file-bundle-cache.ts';
import { OnnxModelRuntime } from '../layers/maas/adapters/onnx/onnx-model-runtime.ts';
import { systemClock } from '../layers/maas/adapters/system-clock.ts';
import { FUNCTIONS } from '../layers/maas/contract/functions.ts';
import { openOnce, type Opened } from '../layers/maas/core/ingest/compare-openings.ts';
import { runSynthetic } from '../layers/maas/core/ingest/run-synthetic.ts';
import { bundleFileKey } from '../layers/maas/core/registry/keys.ts';
import type { BundleRecord, FileRecord } from '../layers/maas/core/registry/records.ts';
import { findOpening, listServed, sumBytes } from '../layers/maas/core/registry/served-files.ts';
import type { Tensors } from '../layers/maas/core/tensor.ts';
import { createIngestBench, ingest } from '../test/support/ingest.ts';
import { MemoryObjectStore } from '../test/support/memory-object-store.ts';
import { createRegistry } from '../test/support/registry.ts';
import { listModels, type BenchModel } from './create/models.ts';
import { formatOpenings, type Measured, type Round } from './create/report.ts';
import { describeMachine } from './describe-machine.ts';
import { writeResult } from './write-result.ts';

const [rounds = 15] = process.argv.slice(2).map(Number).filter(Number.isInteger);
const runtime = new OnnxModelRuntime({ threads: 1, memoryMb: FUNCTIONS.predict.memoryMb });
const bench = createIngestBench();

/** The files of each form on the disk, as the bundle cache lays them out. */
async function layOut(
  name: string,
  store: MemoryObjectStore,
  files: readonly FileRecord[],
): Promise<string> {
  const bundles = new FileBundleCache({
    reader: store,
    directory: path.join(bench.directory, 'served'),
    budgetBytes: Infinity,
  });
  const keyed = files.map((file) => ({ ...file, key: bundleFileKey('m', 1, file.path) }));
  return (await bundles.fetch({ id: name, files: keyed })).path;
}

async function findInputs(file: string): Promise<Tensors | undefined> {
  const session = await runtime.load(file);
  const { inputs } = await runSynthetic(session, session.signature, systemClock);
  await session.release();
  return inputs;
}

async function measure({ name, files, entry }: BenchModel): Promise<Measured | undefined> {
  const store = new MemoryObjectStore();
  const { registry } = createRegistry(store);
  const { bundle, rejection } = await ingest({ ...bench, registry }, files, {
    task: 'tensor',
    entry,
  });
  if (!bundle) {
    console.log(`${name} is left out: ${rejection?.message ?? ''}`);
    return undefined;
  }
  const folder = await bench.workspace.open();
  try {
    for (const [file, bytes] of Object.entries(files)) await folder.write(file, [bytes]);
    const forms = {
      raw: path.join(folder.path, entry),
      plain: path.join(await layOut('plain', store, listServed(bundle)), bundle.entry),
      served: await layOutServed(bundle, store),
    };
    const inputs = await findInputs(forms.plain);
    const found: Round[] = [];
    for (let round = -1; round < rounds; round++) {
      const opened: Partial<Record<keyof typeof forms, Opened>> = {};
      for (const form of ['raw', 'plain', 'served'] as const) {
        const open = () => runtime.load(forms[form], { servedBytes: sumBytes(listServed(bundle)) });
        opened[form] = await openOnce(open, inputs, systemClock).catch(() => undefined);
      }
      if (round >= 0) found.push(opened); // the first one warms up
    }
    const how = bundle.optimized ? 'optimised' : bundle.entry === entry ? 'as it is' : 'rewritten';
    return { name, bytes: files[entry]?.length ?? 0, how, rounds: found };
  } finally {
    await folder.remove();
  }
}

async function layOutServed(bundle: BundleRecord, store: MemoryObjectStore): Promise<string> {
  const { entry, files } = findOpening(bundle, runtime.build);
  return path.join(await layOut('served', store, files), entry);
}

await runtime.warmUp();
try {
  const measured: Measured[] = [];
  for (const model of listModels()) {
    const result = await measure(model);
    if (result) measured.push(result);
    if (result) console.log(formatOpenings([result]).split('\n').at(-1));
  }
  const text = ['# Opening a model', describeMachine(rounds), formatOpenings(measured)];
  writeResult('create.md', `${text.join('\n\n')}\n`);
} finally {
  bench.remove();
}
