import { beforeEach } from '@jest/globals';
import { type IngestDeps } from '../../layers/maas/core/ingest/ingest-version.ts';
import type { VersionRecord } from '../../layers/maas/core/registry/records.ts';
import type { NewVersion } from '../../layers/maas/core/registry/new-version.ts';
import type { Registry } from '../../layers/maas/core/registry/registry.ts';
import { uploadBundle } from '../../layers/maas/core/registry/upload-bundle.ts';
import { PLAIN_DEPS } from './ingest.ts';
import type { MemoryObjectStore } from './memory-object-store.ts';
import { MemoryWorkspace } from './memory-workspace.ts';
import { encodeOnnx, node, TYPE, value } from './onnx-model.ts';
import { createRegistry } from './registry.ts';

export const encodeNeg = (metadata: Record<string, string>): Uint8Array =>
  encodeOnnx({
    graph: {
      node: [node('Neg', ['x'], ['y'])],
      input: [value('x', TYPE.FLOAT, ['n'])],
      output: [value('y', TYPE.FLOAT, ['n'])],
    },
    metadata,
  });

export const MODEL = encodeNeg({ 'maas:config.json': '{"a":1}' });

export const REPORT = {
  signature: {
    inputs: [{ name: 'x', datatype: 'FP32', shape: [-1] }],
    outputs: [{ name: 'y', datatype: 'FP32', shape: [-1] }],
  },
  choice: { task: 'tensor' },
  createMs: 1,
  validation: { loadMs: 1, runMs: 1, peakMemoryBytes: 1, samplesPassed: 0, notes: [] },
} as const;

export let registry: Registry;
export let store: MemoryObjectStore;
export let deps: IngestDeps;

export async function submit(
  request: Partial<NewVersion> = {},
  files: Readonly<Record<string, Uint8Array>> = { 'model.onnx': MODEL },
): Promise<VersionRecord> {
  return uploadBundle(
    registry,
    'm',
    Object.entries(files).map(([path, content]) => ({ path, content })),
    request,
  );
}

/** Lists the objects of the store beside the two records. */
export function listFiles(): string[] {
  return [...store.objects.keys()]
    .filter((key) => !key.endsWith('/model.json') && !key.endsWith('/version.json'))
    .sort();
}

export async function getTarget(alias = 'live'): Promise<number | undefined> {
  return (await registry.getModel('m')).value.aliases[alias]?.routes[0]?.version;
}

/** Begins with an empty registry. */
export function clearRegistry(): void {
  ({ registry, store } = createRegistry());
  deps = {
    registry,
    workspace: new MemoryWorkspace(),
    probe: { probe: async () => REPORT },
    ...PLAIN_DEPS,
  };
}

export function useIngest(): void {
  beforeEach(clearRegistry);
}
