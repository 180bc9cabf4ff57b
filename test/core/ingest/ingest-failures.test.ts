import { describe, expect, it } from '@jest/globals';
import { LIMITS } from '../../../layers/maas/contract/limits.ts';
import { ingestVersion, type IngestDeps } from '../../../layers/maas/core/ingest/ingest-version.ts';
import { RejectionError } from '../../../layers/maas/core/errors.ts';
import {
  encodeNeg,
  MODEL,
  registry,
  store,
  deps,
  submit,
  listFiles,
  getTarget,
  useIngest,
  clearRegistry,
} from '../../support/ingested-versions.ts';

useIngest();

describe('ingestVersion', () => {
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
      clearRegistry();
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
