import { beforeEach, describe, expect, it } from '@jest/globals';
import { LIMITS } from '../../../layers/maas/contract/limits.ts';
import { ingestVersion, type IngestDeps } from '../../../layers/maas/core/ingest/ingest-version.ts';
import { RejectionError } from '../../../layers/maas/core/errors.ts';
import { deleteVersion } from '../../../layers/maas/core/registry/delete-version.ts';
import type { VersionRecord } from '../../../layers/maas/core/registry/records.ts';
import type { NewVersion } from '../../../layers/maas/core/registry/new-version.ts';
import type { Registry } from '../../../layers/maas/core/registry/registry.ts';
import { uploadBundle } from '../../../layers/maas/core/registry/upload-bundle.ts';
import { PLAIN_DEPS } from '../../support/ingest.ts';
import type { MemoryObjectStore } from '../../support/memory-object-store.ts';
import { MemoryWorkspace } from '../../support/memory-workspace.ts';
import { encodeOnnx, node, rawTensor, TYPE, value } from '../../support/onnx-model.ts';
import { createRegistry } from '../../support/registry.ts';

const encodeNeg = (metadata: Record<string, string>): Uint8Array =>
  encodeOnnx({
    graph: {
      node: [node('Neg', ['x'], ['y'])],
      input: [value('x', TYPE.FLOAT, ['n'])],
      output: [value('y', TYPE.FLOAT, ['n'])],
    },
    metadata,
  });
/** Its weights are large enough for a header of their own. */
const encodeHeavy = (metadata: Record<string, string> = {}): Uint8Array =>
  encodeOnnx({
    graph: {
      node: [node('Add', ['x', 'w'], ['y'])],
      input: [value('x', TYPE.FLOAT, [1])],
      output: [value('y', TYPE.FLOAT, [300_000])],
      initializer: [rawTensor('w', [300_000], new Float32Array(300_000))],
    },
    metadata,
  });
const MODEL = encodeNeg({ 'maas:config.json': '{"a":1}' });
const REPORT = {
  signature: {
    inputs: [{ name: 'x', datatype: 'FP32', shape: [-1] }],
    outputs: [{ name: 'y', datatype: 'FP32', shape: [-1] }],
  },
  choice: { task: 'tensor' },
  validation: { loadMs: 1, runMs: 1, peakMemoryBytes: 1, samplesPassed: 0, notes: [] },
} as const;

let registry: Registry;
let store: MemoryObjectStore;
let deps: IngestDeps;

beforeEach(() => {
  ({ registry, store } = createRegistry());
  deps = {
    registry,
    workspace: new MemoryWorkspace(),
    probe: { probe: async () => REPORT },
    ...PLAIN_DEPS,
  };
});

async function submit(
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

/** What the store holds beside the two records. */
function listFiles(): string[] {
  return [...store.objects.keys()]
    .filter((key) => !key.endsWith('/model.json') && !key.endsWith('/version.json'))
    .sort();
}

async function getTarget(alias = 'live'): Promise<number | undefined> {
  return (await registry.getModel('m')).value.aliases[alias]?.routes[0]?.version;
}

describe('ingestVersion', () => {
  it('leaves a READY version, its files, its alias and nothing else when all goes well', async () => {
    await submit({ alias: 'live' });
    await ingestVersion('m', 1, deps);
    expect(await registry.getVersion('m', 1)).toMatchObject({
      status: 'READY',
      ingestAttempts: 1,
      aliasMovedAt: expect.any(String),
      validation: REPORT.validation,
      bundle: {
        entry: 'model.onnx',
        task: 'tensor',
        signature: REPORT.signature,
        files: [
          { path: 'model.onnx', bytes: MODEL.length },
          { path: 'config.json', bytes: 7 },
        ],
      },
    });
    expect(listFiles()).toEqual([
      'models/m/versions/1/files/config.json',
      'models/m/versions/1/files/model.onnx',
    ]);
    expect(await getTarget()).toBe(1);
  });

  it('leaves a REJECTED version, no files, and the alias where it was when the model is refused', async () => {
    await submit({ alias: 'live' });
    await ingestVersion('m', 1, deps);
    await submit({ alias: 'live' }, { 'model.onnx': Buffer.from('no model') });
    await ingestVersion('m', 2, deps);
    expect(await registry.getVersion('m', 2)).toMatchObject({
      status: 'REJECTED',
      rejection: { code: 'NOT_ONNX' },
    });
    expect(listFiles().filter((key) => !key.includes('/1/'))).toEqual([]);
    expect(await getTarget()).toBe(1);
  });

  it('takes the uploaded file, and says so, when the model carries one of the same path', async () => {
    await submit({}, { 'model.onnx': MODEL, 'config.json': Buffer.from('{"a":2}') });
    await ingestVersion('m', 1, deps);
    expect(
      Buffer.from(store.objects.get('models/m/versions/1/files/config.json') ?? []).toString(),
    ).toBe('{"a":2}');
    expect((await registry.getVersion('m', 1)).validation?.notes).toEqual([
      expect.stringContaining('"config.json"'),
    ]);
  });

  it.each<[string, Uint8Array | undefined, string]>([
    [
      'one byte differs from what was declared',
      Uint8Array.from(MODEL, (byte, index) => (index === 20 ? byte ^ 1 : byte)),
      'CHECKSUM_MISMATCH',
    ],
    [
      'there is one byte more than declared',
      Buffer.concat([MODEL, Buffer.from([0])]),
      'SIZE_MISMATCH',
    ],
    ['there is one byte less than declared', MODEL.subarray(1), 'SIZE_MISMATCH'],
    ['the file was not sent', undefined, 'UPLOAD_MISSING'],
  ])('rejects the version when %s', async (_, bytes, code) => {
    await submit();
    if (bytes) store.objects.set('uploads/m/1/model.onnx', bytes);
    else store.objects.delete('uploads/m/1/model.onnx');
    await ingestVersion('m', 1, deps);
    expect(await registry.getVersion('m', 1)).toMatchObject({
      status: 'REJECTED',
      rejection: { code },
    });
  });

  it.each<[string, Record<string, Uint8Array>, string]>([
    [
      'the model carries a file and a folder of one name',
      { 'model.onnx': encodeNeg({ 'maas:a': '1', 'maas:a/b': '2' }) },
      'INVALID_PATH',
    ],
    [
      'the model carries a folder and a file of one name',
      { 'model.onnx': encodeNeg({ 'maas:a/b': '1', 'maas:a': '2' }) },
      'INVALID_PATH',
    ],
    [
      'the model carries a file below itself',
      { 'model.onnx': encodeNeg({ 'maas:model.onnx/x.txt': '1' }) },
      'INVALID_PATH',
    ],
    [
      'the model carries a file where a folder was uploaded',
      { 'model.onnx': encodeNeg({ 'maas:d': '1' }), 'd/notes.txt': MODEL },
      'INVALID_PATH',
    ],
    [
      'the model carries another spelling of an uploaded file',
      { 'model.onnx': encodeNeg({ 'maas:Labels.txt': '1' }), 'labels.txt': MODEL },
      'INVALID_PATH',
    ],
    [
      'the model carries one name in two Unicode forms',
      { 'model.onnx': encodeNeg({ 'maas:\u00e9.txt': '1', 'maas:e\u0301.txt': '2' }) },
      'INVALID_PATH',
    ],
  ])('rejects a bundle at the first attempt when %s', async (_, files, code) => {
    await submit({}, files);
    await ingestVersion('m', 1, deps);
    expect(await registry.getVersion('m', 1)).toMatchObject({
      status: 'REJECTED',
      ingestAttempts: 1,
      rejection: { code },
    });
  });

  it.each<Record<string, Uint8Array>>([
    { 'model.onnx': MODEL, data: MODEL, 'data/x.bin': MODEL },
    { 'model.onnx': MODEL, 'Model.onnx': MODEL },
  ])(
    'refuses a version before its files come when a disk could not hold them: %#',
    async (files) => {
      await expect(submit({}, files)).rejects.toMatchObject({
        code: 'MODEL_REJECTED',
        message: expect.stringContaining('INVALID_PATH') as unknown,
      });
      expect([...store.objects.keys()]).toEqual([]);
    },
  );

  it('rejects a version of an earlier release that such files were taken for', async () => {
    const uploads = ['model.onnx', 'data', 'data/x.bin'].map((path) => ({
      path,
      bytes: 1,
      sha256: '0'.repeat(64),
    }));
    await registry.createVersion('m', { uploads });
    await registry.updateVersion('m', 1, (record) => ({ ...record, status: 'VALIDATING' }));
    await ingestVersion('m', 1, deps);
    expect(await registry.getVersion('m', 1)).toMatchObject({
      status: 'REJECTED',
      ingestAttempts: 1,
      rejection: { code: 'INVALID_PATH' },
    });
  });

  it.each<[string, Record<string, Uint8Array>, string]>([
    [
      'the first is carried',
      { 'model.onnx': encodeHeavy({ 'maas:model.prepared.onnx': '1' }) },
      'model.prepared2.onnx',
    ],
    [
      'the first is a folder',
      { 'model.onnx': encodeHeavy(), 'model.prepared.onnx/x': MODEL },
      'model.prepared2.onnx',
    ],
    [
      'the first is there in capitals',
      {
        'model.onnx': encodeHeavy(),
        'MODEL.PREPARED.ONNX': MODEL,
        'model.prepared2.onnx/x': MODEL,
      },
      'model.prepared3.onnx',
    ],
    [
      'its own name has no room for more',
      { [`${'模'.repeat(83)}.onnx`]: encodeHeavy() },
      'model.prepared.onnx',
    ],
  ])('finds a free name for the prepared header when %s', async (_, files, entry) => {
    await submit({}, files);
    await ingestVersion('m', 1, deps);
    expect(await registry.getVersion('m', 1)).toMatchObject({ status: 'READY', bundle: { entry } });
  });

  it('never turns an alias back when a newer version was faster', async () => {
    await submit({ alias: 'live' });
    await submit({ alias: 'live' });
    await ingestVersion('m', 2, deps);
    await ingestVersion('m', 1, deps);
    expect(await getTarget()).toBe(2);
    expect(await registry.getVersion('m', 1)).toMatchObject({
      status: 'READY',
      aliasMovedAt: expect.any(String),
    });
  });

  it('does nothing more when it is called again after the end', async () => {
    await submit({ alias: 'live' });
    await ingestVersion('m', 1, deps);
    const before = await registry.getVersion('m', 1);
    await ingestVersion('m', 1, deps);
    expect(await registry.getVersion('m', 1)).toEqual(before);
  });

  it('gives one outcome when two of it work at the same time', async () => {
    await submit({ alias: 'live' });
    await Promise.all([ingestVersion('m', 1, deps), ingestVersion('m', 1, deps)]);
    expect(await registry.getVersion('m', 1)).toMatchObject({ status: 'READY', ingestAttempts: 2 });
    expect(listFiles()).toHaveLength(2);
    expect(await getTarget()).toBe(1);
  });

  it('keeps READY when a second one finds the uploads gone', async () => {
    await submit();
    const slow: IngestDeps = {
      ...deps,
      workspace: {
        open: async () => {
          await ingestVersion('m', 1, deps);
          return deps.workspace.open();
        },
      },
    };
    await ingestVersion('m', 1, slow);
    expect(await registry.getVersion('m', 1)).toMatchObject({ status: 'READY' });
  });

  it('removes what it wrote when the version was deleted meanwhile', async () => {
    await submit();
    await ingestVersion('m', 1, {
      ...deps,
      probe: {
        probe: async () => {
          await deleteVersion(registry, 'm', 1);
          return REPORT;
        },
      },
    });
    expect(await registry.getVersion('m', 1)).toMatchObject({ status: 'DELETED' });
    expect(listFiles()).toEqual([]);
  });

  it('ends the probe, and leaves nothing, when the version is deleted while it runs', async () => {
    await submit();
    await ingestVersion('m', 1, {
      ...deps,
      probe: {
        probe: async (_job, signal) => {
          const ended = new Promise<never>((_resolve, reject) =>
            signal?.addEventListener('abort', () => {
              reject(signal.reason as Error);
            }),
          );
          await deleteVersion(registry, 'm', 1);
          return ended;
        },
      },
    });
    expect(await registry.getVersion('m', 1)).toMatchObject({ status: 'DELETED' });
    expect(listFiles()).toEqual([]);
  });

  it('does not end the probe when the store cannot say for a moment whether the version is still there', async () => {
    await submit();
    const getVersion = registry.getVersion.bind(registry);
    let refusals = 0;
    registry.getVersion = (...args) =>
      ++refusals <= 3 ? Promise.reject(new Error('The store is away.')) : getVersion(...args);
    await ingestVersion('m', 1, {
      ...deps,
      probe: {
        probe: async () => {
          while (refusals < 4) await new Promise(setImmediate);
          return REPORT;
        },
      },
    });
    expect(await getVersion('m', 1)).toMatchObject({ status: 'READY' });
  });

  it('rejects with the reason when the probe does', async () => {
    await submit();
    await ingestVersion('m', 1, {
      ...deps,
      probe: {
        probe: async () => {
          throw new RejectionError('TIME_LIMIT', 'Too slow.');
        },
      },
    });
    expect(await registry.getVersion('m', 1)).toMatchObject({
      status: 'REJECTED',
      rejection: { code: 'TIME_LIMIT', message: 'Too slow.' },
    });
  });

  it('throws, to be called again, and gives up in the end when the service fails', async () => {
    await submit();
    const failing: IngestDeps = {
      ...deps,
      probe: {
        probe: async () => {
          throw new Error('no disk');
        },
      },
    };
    for (let attempt = 1; attempt <= LIMITS.ingestAttempts; attempt++) {
      await expect(ingestVersion('m', 1, failing)).rejects.toThrow('no disk');
    }
    await ingestVersion('m', 1, failing);
    expect(await registry.getVersion('m', 1)).toMatchObject({
      status: 'REJECTED',
      rejection: { code: 'VALIDATION_GAVE_UP', message: expect.stringContaining('2 attempts') },
    });
    expect(listFiles()).toEqual([]);
  });

  it('gives up without another try when earlier ones died with their process', async () => {
    await submit();
    await registry.updateVersion('m', 1, (record) => ({
      ...record,
      ingestAttempts: LIMITS.ingestAttempts,
    }));
    await ingestVersion('m', 1, deps);
    expect(await registry.getVersion('m', 1)).toMatchObject({
      status: 'REJECTED',
      rejection: { code: 'VALIDATION_GAVE_UP' },
    });
  });
});

describe('a second attempt', () => {
  it('ends READY, once, wherever the first one died', async () => {
    await submit({ alias: 'live' });
    let operations = 0;
    store.before = () => {
      operations++;
    };
    await ingestVersion('m', 1, deps);
    const whole = operations;
    for (let death = 1; death <= whole; death++) {
      ({ registry, store } = createRegistry());
      deps = { ...deps, registry };
      await submit({ alias: 'live' });
      let count = 0;
      store.before = () => {
        if (++count >= death) throw new Error('killed');
      };
      await ingestVersion('m', 1, deps).catch(() => undefined);
      store.before = () => undefined;
      await ingestVersion('m', 1, deps);
      expect(await registry.getVersion('m', 1)).toMatchObject({
        status: 'READY',
        aliasMovedAt: expect.any(String),
      });
      expect(listFiles()).toEqual([
        'models/m/versions/1/files/config.json',
        'models/m/versions/1/files/model.onnx',
      ]);
      expect(await getTarget()).toBe(1);
    }
    expect(whole).toBeGreaterThan(10);
  });
});
