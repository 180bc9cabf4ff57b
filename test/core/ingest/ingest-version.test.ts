import { describe, expect, it } from '@jest/globals';
import { toVersionView } from '../../../layers/maas/api/schemas/version-view.ts';
import { RANGE_BYTES } from '../../../layers/maas/core/file-ranges.ts';
import { FileDigest } from '../../../layers/maas/core/ingest/file-digest.ts';
import { ingestVersion } from '../../../layers/maas/core/ingest/ingest-version.ts';
import { encodeOnnx, node, rawTensor, TYPE, value } from '../../support/onnx-model.ts';
import { makeBytes } from '../../suites/object-store/bodies.ts';
import {
  MODEL,
  REPORT,
  registry,
  store,
  deps,
  submit,
  listFiles,
  getTarget,
  useIngest,
} from '../../support/ingested-versions.ts';

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

useIngest();

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

  it('records the CRC-32 of each range of what is longer than one, and shows it to nobody', async () => {
    const large = makeBytes(RANGE_BYTES + 1);
    const record = await submit({}, { 'model.onnx': MODEL, 'vocab.dat': large });
    await ingestVersion('m', 1, deps);
    const version = await registry.getVersion('m', 1);
    expect(version.bundle?.files.map(({ path, ranges }) => [path, ranges])).toEqual([
      ['model.onnx', undefined],
      ['vocab.dat', FileDigest.of(large).ranges],
      ['config.json', undefined],
    ]);
    expect(version.uploads).toEqual(record.uploads);
    const { value: model } = await registry.getModel('m');
    expect(JSON.stringify(toVersionView(version, model))).not.toContain('crc32');
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
});
