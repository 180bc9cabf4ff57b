import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FileBundleCache } from '../adapters/bundles/file-bundle-cache.ts';
import { FolderReader } from '../adapters/folder-reader.ts';
import { withLocalFile } from '../adapters/local-file-bytes.ts';
import { OnnxModelRuntime } from '../adapters/onnx/onnx-model-runtime.ts';
import type { ProbeMessage, ProbeOrder } from '../adapters/probe/probe-messages.ts';
import { SharpImageDecoder } from '../adapters/sharp-image-decoder.ts';
import { systemClock } from '../adapters/system-clock.ts';
import { RejectionError } from '../core/errors.ts';
import type { ConvertJob, ConvertReport } from '../core/ingest/model-converter.ts';
import type { ProbeReport } from '../core/ingest/model-probe.ts';
import { readTextFile } from '../core/ingest/read-text-file.ts';
import { tryModel, type ProbeStage } from '../core/ingest/try-model.ts';
import { runConversion } from '../core/ingest/run-conversion.ts';

type Enter = (stage: ProbeStage) => Promise<void>;

/** One order, as the parent process gives it; this process ends when its parent does. */
export async function runProbe(
  order: ProbeOrder,
  send: (message: ProbeMessage) => Promise<void>,
): Promise<void> {
  try {
    const enter = (stage: ProbeStage): Promise<void> => send({ kind: 'stage', stage });
    const report =
      order.kind === 'convert' ? await convert(order.job, enter) : await probe(order, enter);
    await send({ kind: 'report', report });
  } catch (error) {
    await send(
      error instanceof RejectionError
        ? { kind: 'rejected', code: error.code, message: error.message }
        : { kind: 'failed', message: (error as Error).stack ?? String(error) },
    );
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
  // Loaded as it will be served.
  const runtime = new OnnxModelRuntime({ threads: 1, memoryMb: predictMemoryMb });
  await runtime.warmUp(); // so that what is measured is the model's own
  return tryModel(job, {
    runtime,
    bundles: new FileBundleCache({
      reader: new FolderReader(job.folder),
      directory: path.join(path.dirname(job.folder), 'served'),
      budgetBytes: Infinity,
    }),
    decoders: { images: new SharpImageDecoder() },
    clock: systemClock,
    readText: async (name) => readTextFile(name, await readFile(path.join(job.folder, name))),
    measurePeak: () => process.resourceUsage().maxRSS * 1024,
    enter,
  });
}
