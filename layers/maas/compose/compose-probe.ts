import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { FileBundleCache } from '../adapters/bundles/file-bundle-cache.ts';
import { FolderReader } from '../adapters/folder-reader.ts';
import { OnnxModelRuntime } from '../adapters/onnx/onnx-model-runtime.ts';
import type { ProbeMessage, ProbeOrder } from '../adapters/probe-messages.ts';
import { SharpImageDecoder } from '../adapters/sharp-image-decoder.ts';
import { systemClock } from '../adapters/system-clock.ts';
import { RejectionError } from '../core/errors.ts';
import { readTextFile } from '../core/ingest/read-text-file.ts';
import { probeModel } from '../core/ingest/try-model.ts';

/** One probe, as the parent process asks for it; this process ends when its parent does. */
export async function runProbe(
  { job, predictMemoryMb }: ProbeOrder,
  send: (message: ProbeMessage) => Promise<void>,
): Promise<void> {
  try {
    const runtime = new OnnxModelRuntime({ threads: 1, memoryMb: predictMemoryMb }); // loaded as it will be served
    await runtime.warmUp(); // so that what is measured is the model's own
    const report = await probeModel(job, {
      runtime,
      bundles: new FileBundleCache({
        reader: new FolderReader(job.folder),
        directory: path.join(path.dirname(job.folder), 'served'),
        budgetBytes: Infinity,
      }),
      images: new SharpImageDecoder(),
      clock: systemClock,
      readText: async (name) => readTextFile(name, await readFile(path.join(job.folder, name))),
      measurePeak: () => process.resourceUsage().maxRSS * 1024,
      enter: (stage) => send({ kind: 'stage', stage }),
    });
    await send({ kind: 'report', report });
  } catch (error) {
    await send(
      error instanceof RejectionError
        ? { kind: 'rejected', code: error.code, message: error.message }
        : { kind: 'failed', message: (error as Error).stack ?? String(error) },
    );
  }
}
