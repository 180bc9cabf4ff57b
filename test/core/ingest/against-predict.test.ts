import { beforeEach, describe, expect, it } from '@jest/globals';
import { ingestVersion, type IngestDeps } from '../../../layers/maas/core/ingest/ingest-version.ts';
import type { Registry } from '../../../layers/maas/core/registry/registry.ts';
import { uploadBundle } from '../../../layers/maas/core/registry/upload-bundle.ts';
import { PLAIN_DEPS } from '../../support/ingest.ts';
import { MemoryWorkspace } from '../../support/memory-workspace.ts';
import { encodeOnnx, node, TYPE, value } from '../../support/onnx-model.ts';
import { createRegistry } from '../../support/registry.ts';

const [x, y] = [value('x', TYPE.FLOAT, ['n']), value('y', TYPE.FLOAT, ['n'])];
const MODEL = encodeOnnx({ graph: { node: [node('Neg', ['x'], ['y'])], input: [x], output: [y] } });
const TENSORS = {
  inputs: [{ name: 'x', datatype: 'FP32', shape: [-1] }],
  outputs: [{ name: 'y', datatype: 'FP32', shape: [-1] }],
} as const;
const VALIDATION = { loadMs: 1, runMs: 2000, peakMemoryBytes: 1, samplesPassed: 0, notes: [] };

let registry: Registry;
let deps: IngestDeps;
beforeEach(async () => {
  ({ registry } = createRegistry());
  deps = {
    registry,
    workspace: new MemoryWorkspace(),
    probe: {
      probe: () =>
        Promise.resolve({
          signature: TENSORS,
          choice: { task: 'tensor' },
          createMs: 1,
          validation: VALIDATION,
        }),
    },
    ...PLAIN_DEPS,
  };
  await uploadBundle(registry, 'm', [{ path: 'model.onnx', content: MODEL }], {});
});

async function ingest(changed: Partial<IngestDeps>): Promise<unknown> {
  await ingestVersion('m', 1, { ...deps, ...changed });
  return registry.getVersion('m', 1);
}

describe('a version is judged against the function that will serve it', () => {
  it.each([
    [1000, 1],
    [2000, 0],
    [30_000, 0],
  ])('with %d ms for a prediction, 2 s of a run are worth %d notes', async (servingMs, count) => {
    const notes =
      count === 0 ? [] : [expect.stringMatching(/took 2 s, .* may run 1 s: .*timeoutSeconds/)];
    expect(await ingest({ servingMs })).toMatchObject({ status: 'READY', validation: { notes } });
  });

  it.each([
    [MODEL.length, 'READY'],
    [MODEL.length - 1, 'REJECTED'],
  ])('with %d bytes of disk it is %s', async (servingBytes, status) => {
    expect(await ingest({ servingBytes })).toMatchObject({ status });
  });

  it('says how large it is, how much there is, and what to raise', async () => {
    const message = expect.stringMatching(
      /\d+ bytes of files, and predict has room for 10 .*predictStorageMb/,
    ) as unknown;
    expect(await ingest({ servingBytes: 10 })).toMatchObject({
      rejection: { code: 'TOO_LARGE', message },
    });
  });
});
