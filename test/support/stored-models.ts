import { createHash } from 'node:crypto';
import type { ObjectStore } from '../../layers/maas/core/ports/object-store.ts';
import { bundleFileKey, modelKey } from '../../layers/maas/core/registry/keys.ts';
import type { ModelRecord, ReadyVersion } from '../../layers/maas/core/registry/records.ts';
import type { Signature } from '../../layers/maas/core/tensor.ts';

export interface StoredModel {
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly signature: Signature;
  /** As its validation would have measured it. */
  readonly peakMemoryBytes: number;
}

const AT = new Date(0).toISOString();

/** Puts a model into a store as if it had been uploaded and validated: `live` is its version 1. */
export async function storeModel(
  store: ObjectStore,
  model: string,
  { files, signature, peakMemoryBytes }: StoredModel,
): Promise<void> {
  const entries = Object.entries(files);
  for (const [path, bytes] of entries) await store.put(bundleFileKey(model, 1, path), bytes);
  const version: ReadyVersion = {
    model,
    version: 1,
    createdAt: AT,
    bundle: {
      files: entries.map(([path, bytes]) => ({
        path,
        bytes: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
      })),
      entry: 'model.onnx',
      signature,
      task: 'tensor',
    },
    validation: { loadMs: 1, peakMemoryBytes, samplesPassed: 0, notes: [] },
  };
  const record: ModelRecord = {
    model,
    createdAt: AT,
    revision: 1,
    aliases: { live: { routes: [{ version: 1, weight: 1 }], updatedAt: AT } },
    served: { 1: version },
  };
  await store.put(modelKey(model), Buffer.from(JSON.stringify(record)));
}
