import { beforeAll, describe, expect, it } from '@jest/globals';
import { bundleFileKey, versionKey } from '../../layers/maas/core/registry/keys.ts';
import type { BundleRecord } from '../../layers/maas/core/registry/records.ts';
import { VersionView } from '../../layers/maas/api/schemas/version-view.ts';
import { lines, createNetwork, service } from '../support/large-networks.ts';

const CLASSES = 30_000;

describe('a version with very many labels', () => {
  beforeAll(async () => {
    const uploaded = await service.upload(
      {
        'model.onnx': createNetwork(CLASSES),
        'columns.txt': Buffer.from('x'),
        'labels.txt': lines(CLASSES),
      },
      { name: 'many' },
    );
    expect(uploaded).toMatchObject({
      status: 201,
      body: { status: 'READY', task: 'tabular-classification', labelCount: CLASSES },
    });
  });

  it('answers with them, in our shape and with the scores of all', async () => {
    const { status, body } = await service.call('POST', '/models/many/predict', {
      json: { rows: [[1], [-1]] },
    });
    expect({ status, labels: (body as { label: string }[]).map(({ label }) => label) }).toEqual({
      status: 200,
      labels: [`class ${CLASSES - 1}`, 'class 0'],
    });
    const all = await service.call('POST', '/models/many/predict', {
      json: { rows: [[1]], scores: true },
    });
    expect(Object.keys((all.body as object[])[0] ?? {})).toContain(`score:class ${CLASSES / 2}`);
  });

  it('refuses a body as any other does', async () => {
    expect(
      await service.call('POST', '/models/many/predict', { json: { rows: 'none' } }),
    ).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
  });

  it('has a small record and a small view', async () => {
    expect((await service.store.head(versionKey('many', 1)))?.sizeBytes).toBeLessThan(4096);
    const reply = await service.call('GET', '/models/many/versions/1');
    expect(reply.bytes.length).toBeLessThan(4096);
    expect(VersionView.parse(reply.body)).toMatchObject({
      labelCount: CLASSES,
      files: expect.not.arrayContaining([
        expect.objectContaining({ path: 'settings.prepared.json' }),
      ]),
    });
  });

  it('keeps a file of its owner that has the name which the service would take', async () => {
    const files = {
      'model.onnx': createNetwork(5000),
      'columns.txt': Buffer.from('x'),
      'labels.txt': lines(5000),
      'Settings.Prepared.json': Buffer.from('{}'),
    };
    expect(await service.upload(files, { name: 'taken' })).toMatchObject({
      status: 201,
      body: { labelCount: 5000 },
    });
    expect(
      await service.call('POST', '/models/taken/predict', { json: { rows: [[1]] } }),
    ).toMatchObject({ body: [{ label: 'class 4999' }] });
  });

  it('is read and shown as before when an earlier release wrote all labels into its record', async () => {
    const { body } = await service.upload(
      {
        'model.onnx': createNetwork(5000),
        'columns.txt': Buffer.from('x'),
        'labels.txt': lines(5000),
      },
      { name: 'early' },
    );
    const labels = lines(5000, 'early').toString().split('\n');
    const settings = await service.store.get(bundleFileKey('early', 1, 'settings.prepared.json'));
    const { config } = JSON.parse(
      typeof settings === 'object' ? Buffer.from(settings.bytes).toString() : '{}',
    ) as Pick<BundleRecord, 'config'>;
    await service.registry.updateVersion(
      'early',
      (body as { version: number }).version,
      ({ bundle, ...record }) => {
        if (!bundle) return record;
        const { settingsFile: _, labelCount: __, ...known } = bundle;
        return { ...record, bundle: { ...known, labels, ...(config ? { config } : {}) } };
      },
    );
    await service.registry.updateModel('early', ({ served: _, ...record }) => record);
    expect(
      await service.call('POST', '/models/early/predict', { json: { rows: [[1]] } }),
    ).toMatchObject({ body: [{ label: 'early 4999' }] });
    const { body: view } = await service.call('GET', '/models/early/versions/1');
    expect([view.labels, view.labelCount]).toEqual([undefined, 5000]);
  });
});
