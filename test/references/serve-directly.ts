import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadTask } from '../../layers/maas/core/tasks/load-task.ts';
import { prepareTask } from '../../layers/maas/core/tasks/prepare-task.ts';
import { LocalWorkspace } from '../../layers/maas/adapters/local-workspace.ts';
import { OnnxModelRuntime } from '../../layers/maas/adapters/onnx/onnx-model-runtime.ts';
import { SharpImageDecoder } from '../../layers/maas/adapters/sharp-image-decoder.ts';
import { markUnshaped } from '../../layers/maas/core/ingest/mark-unshaped.ts';
import { prepareBundle } from '../../layers/maas/core/ingest/prepare-bundle.ts';
import { decodeInferBody } from '../../layers/maas/core/protocol/infer-body.ts';
import { findTask } from '../../layers/maas/core/ingest/tasks/find-task.ts';
import { loadResources } from '../../layers/maas/core/tasks/resources.ts';
import type { BundleFiles, ServedModel } from './served-model.ts';

/**
 * A bundle as ingest prepares it and as predict runs it, on the real ONNX Runtime, without the
 * service around.
 */
export async function serveDirectly(_name: string, files: BundleFiles): Promise<ServedModel> {
  const directory = await mkdtemp(path.join(tmpdir(), 'maas-reference-'));
  const folder = await new LocalWorkspace(directory).open();
  const uploads = await Promise.all(
    Object.entries(files).map(async ([name, source]) => {
      const bytes = readFileSync(source);
      await folder.write(name, [bytes]);
      return {
        path: name,
        bytes: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
      };
    }),
  );
  const prepared = await prepareBundle({ uploads }, folder);
  const read = (name: string): string => readFileSync(path.join(folder.path, name), 'utf8');
  const texts = new Map(
    prepared.files
      .filter((file) => !file.path.includes('.onnx'))
      .map((file) => [file.path, read(file.path)]),
  );
  const session = await new OnnxModelRuntime({ threads: 1 }).load(
    path.join(folder.path, prepared.entry),
  );
  const signature = markUnshaped(session.signature, prepared.unshaped);
  const choice = findTask({
    signature,
    texts,
    ...(prepared.labels ? { labels: prepared.labels } : {}),
  });
  const resources = await loadResources(choice, async (name) => read(name));
  const task = await loadTask(choice.task);
  const model = {
    resources,
    decoders: { images: new SharpImageDecoder() },
    run: session.run.bind(session),
  };
  return {
    task: choice.task,
    predict: async (body) =>
      toJson((await prepareTask({ ...choice, signature, task }, body)(model)).body),
    async infer(body) {
      const { inputs } = decodeInferBody(Buffer.from(JSON.stringify(body)), undefined, signature);
      const names = signature.outputs.map(({ name }) => name);
      const outputs = await session.run(inputs, names);
      return {
        outputs: Object.entries(outputs).map(([name, { shape, data }]) => ({
          name,
          shape,
          data: Array.from(data as Iterable<unknown>),
        })),
      };
    },
    async close() {
      await session.release();
      await rm(directory, { recursive: true });
    },
  };
}

/** As it goes over the wire. */
function toJson(answer: unknown): unknown {
  return JSON.parse(
    JSON.stringify(answer, (_key, value: unknown) =>
      typeof value === 'bigint' ? Number(value) : value,
    ),
  );
}
