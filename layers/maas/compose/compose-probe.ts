import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FileBundleCache } from '../adapters/bundles/file-bundle-cache.ts';
import { FolderReader } from '../adapters/folder-reader.ts';
import { withLocalFile } from '../adapters/local-file-bytes.ts';
import { explainOnnxMessage } from '../adapters/onnx/explain-onnx-message.ts';
import { OnnxModelRuntime } from '../adapters/onnx/onnx-model-runtime.ts';
import type { ProbeMessage, ProbeOrder, ProbeReports } from '../adapters/probe/probe-messages.ts';
import { SharpImageDecoder } from '../adapters/sharp-image-decoder.ts';
import { systemClock } from '../adapters/system-clock.ts';
import { RejectionError } from '../core/errors.ts';
import type { ConvertJob, ConvertReport } from '../core/ingest/model-converter.ts';
import type { ProbeReport } from '../core/ingest/model-probe.ts';
import type { OptimizeReport } from '../core/ingest/model-optimization.ts';
import { optimizeModel } from '../core/ingest/optimize-model.ts';
import { readTextFile } from '../core/ingest/read-text-file.ts';
import { tryModel, type ProbeStage } from '../core/ingest/try-model.ts';
import { runConversion } from '../core/ingest/run-conversion.ts';

/** Most that a run of a long model takes where it is served: what is asked is whether they help. */
const PARALLEL_THREADS = 2;

type Enter = (stage: ProbeStage) => Promise<void>;

/** One order, as the parent process gives it; this process ends when its parent does. */
export async function runProbe(
  order: ProbeOrder,
  send: (message: ProbeMessage) => Promise<void>,
): Promise<void> {
  try {
    const enter = (stage: ProbeStage): Promise<void> => send({ kind: 'stage', stage });
    await send({ kind: 'report', report: await obey(order, enter) });
  } catch (error) {
    await send(
      error instanceof RejectionError
        ? { kind: 'rejected', code: error.code, message: error.message }
        : { kind: 'failed', message: (error as Error).stack ?? String(error) },
    );
  }
}

function obey(order: ProbeOrder, enter: Enter): Promise<ProbeReports[keyof ProbeReports]> {
  switch (order.kind) {
    case 'convert':
      return convert(order.job, enter);
    case 'probe':
      return probe(order, enter);
    case 'optimize':
      return optimize(order, enter);
  }
}

async function convert(job: ConvertJob, enter: Enter): Promise<ConvertReport> {
  await enter('being converted');
  return withLocalFile(path.join(job.folder, job.path), (file) =>
    runConversion(job, {
      file,
      write: (name, content) =>
        writeFile(path.join(job.folder, name), content, { flag: 'wx', mode: 0o600 }),
    }),
  );
}

async function probe(
  { job, predictMemoryMb }: ProbeOrder & { readonly kind: 'probe' },
  enter: Enter,
): Promise<ProbeReport> {
  const runtime = await startRuntime(predictMemoryMb);
  return tryModel(job, {
    runtime,
    bundles: openBundles(job.folder),
    decoders: { images: new SharpImageDecoder() },
    clock: systemClock,
    readText: async (name) => readTextFile(name, await readFile(path.join(job.folder, name))),
    measurePeak: () => process.resourceUsage().maxRSS * 1024,
    enter,
  });
}

async function optimize(
  { job, predictMemoryMb }: ProbeOrder & { readonly kind: 'optimize' },
  enter: Enter,
): Promise<OptimizeReport> {
  await enter('being optimised');
  return optimizeModel(job, {
    runtime: await startRuntime(predictMemoryMb),
    bundles: openBundles(job.folder),
    clock: systemClock,
    withFile: withLocalFile,
    copyFile: (from, to) => copyFile(from, to, constants.COPYFILE_EXCL),
    makeName: randomUUID,
  });
}

/** Models are loaded as they will be served, and what is measured is their own. */
async function startRuntime(memoryMb: number): Promise<OnnxModelRuntime> {
  const runtime = new OnnxModelRuntime({
    threads: 1,
    parallelThreads: PARALLEL_THREADS,
    memoryMb,
    explain: explainOnnxMessage,
  });
  await runtime.warmUp();
  return runtime;
}

function openBundles(folder: string): FileBundleCache {
  return new FileBundleCache({
    reader: new FolderReader(folder),
    directory: path.join(path.dirname(folder), 'served'),
    budgetBytes: Infinity,
  });
}
