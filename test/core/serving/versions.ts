import { Registry } from '../../../layers/maas/core/registry/registry.ts';
import type { VersionStatus } from '../../../layers/maas/core/registry/records.ts';
import type { BundleRecord } from '../../../layers/maas/core/registry/records.ts';
import { MemoryObjectStore } from '../../support/memory-object-store.ts';
import { echo } from '../protocol/signatures.ts';

export const BUNDLE: BundleRecord = {
  files: [],
  entry: 'model.onnx',
  signature: echo('FP32', [-1, 4]),
  task: 'tensor',
};

/** A registry with these versions of each model, and the alias `live` on those numbers. */
export async function createRegistry(
  models: Readonly<Record<string, readonly VersionStatus[]>>,
  live: Readonly<Record<string, number>> = {},
): Promise<Registry> {
  const registry = new Registry(new MemoryObjectStore(), { nowMs: () => Date.UTC(2026, 10, 25) });
  for (const [model, statuses] of Object.entries(models)) {
    for (const status of statuses) {
      const { version } = await registry.createVersion(model, { uploads: [] });
      await registry.updateVersion(model, version, (record) => ({
        ...record,
        status,
        ...(status === 'READY' || status === 'DELETED'
          ? { bundle: { ...BUNDLE, signature: echo('FP32', [-1, version]) } }
          : {}),
        ...(status === 'REJECTED'
          ? { rejection: { code: 'NOT_ONNX', message: 'It is not an ONNX model.' } }
          : {}),
      }));
    }
  }
  for (const [model, version] of Object.entries(live)) {
    await registry.updateModel(model, (record) => ({
      ...record,
      aliases: { live: { routes: [{ version, weight: 1 }], updatedAt: registry.nowText() } },
    }));
  }
  return registry;
}
