import { setAlias } from '../../layers/maas/core/registry/aliases.ts';
import { bundleFileKey } from '../../layers/maas/core/registry/keys.ts';
import type { BundleRecord, VersionRecord } from '../../layers/maas/core/registry/records.ts';
import type { NewVersion } from '../../layers/maas/core/registry/new-version.ts';
import { Registry } from '../../layers/maas/core/registry/registry.ts';
import { uploadBundle } from '../../layers/maas/core/registry/upload-bundle.ts';
import { MemoryObjectStore } from './memory-object-store.ts';

export const START_MS = Date.parse('2026-11-25T08:00:00Z');

/** Goes on by a second with every look at it. */
class StepClock {
  #nowMs = START_MS;

  nowMs(): number {
    return (this.#nowMs += 1000);
  }
}

export function createRegistry(store = new MemoryObjectStore()): {
  registry: Registry;
  store: MemoryObjectStore;
} {
  return { registry: new Registry(store, new StepClock()), store };
}

export const BUNDLE: BundleRecord = {
  files: [{ path: 'model.onnx', bytes: 5, sha256: 'a'.repeat(64) }],
  entry: 'model.onnx',
  signature: {
    inputs: [{ name: 'text', datatype: 'BYTES', shape: [-1, 1] }],
    outputs: [{ name: 'label', datatype: 'BYTES', shape: [-1] }],
  },
  task: 'text-classification',
  labels: ['negative', 'positive'],
};

/** A version as it is when its upload is complete. */
export async function addSubmitted(
  registry: Registry,
  model = 'm',
  request: Partial<NewVersion> = {},
): Promise<VersionRecord> {
  return uploadBundle(
    registry,
    model,
    [{ path: 'model.onnx', content: Buffer.from('bytes') }],
    request,
  );
}

/** A version as `ingest` leaves it. */
export async function addReady(
  registry: Registry,
  model = 'm',
  alias?: string,
): Promise<VersionRecord> {
  const { version } = await addSubmitted(registry, model);
  await registry.store.put(bundleFileKey(model, version, 'model.onnx'), Buffer.from('bytes'));
  const record = await registry.updateVersion(model, version, (current) => ({
    ...current,
    status: 'READY',
    bundle: BUNDLE,
  }));
  if (alias !== undefined) await setAlias(registry, model, alias, version);
  return record;
}
