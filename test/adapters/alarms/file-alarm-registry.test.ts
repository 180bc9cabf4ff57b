import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { FileAlarmRegistry } from '../../../layers/maas/adapters/alarms/file-alarm-registry.ts';
import { listOwnAlarms } from '../../../layers/maas/core/alarms/own-alarms.ts';
import { describeAlarmRegistry } from '../../suites/alarm-registry-suite.ts';

function open(): { directory: string; registry: FileAlarmRegistry } {
  const directory = path.join(mkdtempSync(path.join(tmpdir(), 'maas-alarms-')), 'own');
  return { directory, registry: new FileAlarmRegistry(directory) };
}

describeAlarmRegistry('files', async () => {
  const { registry } = open();
  return Promise.resolve({
    registry,
    read: async (model) => {
      const file = (await registry.list()).find((candidate) => candidate.model === model);
      return Object.fromEntries(
        listOwnAlarms(file?.limits ?? {}).flatMap(({ id, limit }) =>
          limit === undefined ? [] : [[id, limit]],
        ),
      );
    },
  });
});

it('lists no file of others', async () => {
  const { directory, registry } = open();
  expect(await registry.list()).toEqual([]);
  await registry.replace('m', { minAccuracyPercent: 80 });
  writeFileSync(path.join(directory, 'half.json'), '{"model":');
  writeFileSync(path.join(directory, 'notes.txt'), 'mine');
  expect(await registry.list()).toEqual([{ model: 'm', limits: { minAccuracyPercent: 80 } }]);
});
