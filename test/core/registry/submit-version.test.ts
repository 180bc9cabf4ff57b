import { beforeEach, describe, expect, it } from '@jest/globals';
import { FUNCTIONS } from '../../../layers/maas/contract/functions.ts';
import { LIMITS } from '../../../layers/maas/contract/limits.ts';
import { submissionKey } from '../../../layers/maas/core/registry/keys.ts';
import { Registry } from '../../../layers/maas/core/registry/registry.ts';
import { submitVersion } from '../../../layers/maas/core/registry/submit-version.ts';
import { MemoryObjectStore } from '../../support/memory-object-store.ts';
import { addSubmitted } from '../../support/registry.ts';

const KEY = submissionKey('m', 1);

describe('a version that is submitted again', () => {
  let nowMs: number;
  let store: MemoryObjectStore;
  let registry: Registry;
  const read = (): string => Buffer.from(store.objects.get(KEY) ?? []).toString();

  beforeEach(async () => {
    nowMs = Date.UTC(2026, 10, 25);
    store = new MemoryObjectStore();
    registry = new Registry(store, { nowMs: () => nowMs });
    await addSubmitted(registry);
  });

  it('starts no second validation while the first may be under way', async () => {
    const before = read();
    nowMs += FUNCTIONS.ingest.timeoutSeconds * 1000;
    await Promise.all([submitVersion(registry, 'm', 1), submitVersion(registry, 'm', 1)]);
    expect(read()).toBe(before);
  });

  it('is submitted after all when an earlier call died before it was', async () => {
    store.objects.delete(KEY);
    await submitVersion(registry, 'm', 1);
    expect(read()).toContain('"version":1');
  });

  it('is validated anew, its attempts forgotten, when all of them came to nothing long ago', async () => {
    await registry.updateVersion('m', 1, (record) => ({ ...record, ingestAttempts: LIMITS.ingestAttempts + 1 }));
    const before = read();
    nowMs += 3_600_000;
    expect(await submitVersion(registry, 'm', 1)).toMatchObject({ status: 'VALIDATING', ingestAttempts: 0 });
    expect(read()).not.toBe(before);
  });
});
