import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { HOSTS } from '../../local/hosts.ts';
import { churn, findGrowth } from '../support/churn.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'maas-churn-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

// `bench/churn.ts` has ten times as many.
it.each(HOSTS)(
  'keeps what was used last, and no memory of the others, when many models share a process of the host %s',
  async (host) => {
    const { faults, hits, expectedHits, ...memory } = await churn({
      host,
      models: 20,
      requests: 250,
      held: 5,
      folder: path.join(folder, host),
      weightBytes: 4 * 1024 * 1024,
    });
    expect(faults).toEqual([]);
    expect(hits).toEqual(expectedHits);
    // Some hundred models of 4 MiB were loaded: what stayed of them would be several times as much.
    expect(findGrowth(memory)).toBeLessThan(1.5);
  },
);
