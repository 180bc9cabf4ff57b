import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { LIMITS } from '../../../layers/maas/contract/limits.ts';
import { ingestVersion } from '../../../layers/maas/core/ingest/ingest-version.ts';
import { findSubmission, submissionKey } from '../../../layers/maas/core/registry/keys.ts';
import { Registry } from '../../../layers/maas/core/registry/registry.ts';
import {
  resubmitForgotten,
  sweepSubmissions,
} from '../../../layers/maas/core/registry/resubmit.ts';
import { submitVersion } from '../../../layers/maas/core/registry/submit-version.ts';
import { uploadBundle } from '../../../layers/maas/core/registry/upload-bundle.ts';
import { createIngestBench } from '../../support/ingest.ts';
import { MemoryObjectStore } from '../../support/memory-object-store.ts';
import { addSubmitted, START_MS } from '../../support/registry.ts';

const MINUTE_MS = 60_000;
const DEMO = path.resolve(import.meta.dirname, '../../../examples/sentiment/model.onnx');

/** A registry whose clock is set by hand, over a bucket that tells of every submission written. */
function createBucket(): {
  registry: Registry;
  store: MemoryObjectStore;
  events: string[];
  clock: { nowMs: () => number; time: number };
} {
  const store = new MemoryObjectStore();
  const events: string[] = [];
  const put = store.put.bind(store);
  store.put = async (key, ...rest) => {
    const etag = await put(key, ...rest);
    if (findSubmission(key)) events.push(key);
    return etag;
  };
  const clock = { time: START_MS, nowMs: () => clock.time };
  return { registry: new Registry(store, clock), store, events, clock };
}

describe('a submission whose event is lost', () => {
  it('becomes READY within two minutes, once, when somebody asks for it', async () => {
    const { registry, events, clock } = createBucket();
    const bench = createIngestBench({ registry });
    const files = [{ path: 'model.onnx', content: readFileSync(DEMO) }];
    await uploadBundle(registry, 'm', files, { alias: 'live' });
    expect(events.splice(0)).toHaveLength(1); // lost: nobody is told
    for (const seconds of [1, 30, 59]) {
      clock.time = START_MS + seconds * 1000;
      await resubmitForgotten(registry, await registry.getVersion('m', 1));
      expect(events).toEqual([]);
    }
    clock.time = START_MS + MINUTE_MS;
    await resubmitForgotten(registry, await registry.getVersion('m', 1));
    expect(events).toEqual([submissionKey('m', 1)]);
    await ingestVersion('m', 1, bench);
    bench.remove();
    expect(await registry.getVersion('m', 1)).toMatchObject({
      status: 'READY',
      ingestAttempts: 1,
      resubmissions: 1,
    });
    expect(clock.time - START_MS).toBeLessThan(2 * MINUTE_MS);
    clock.time += 10 * MINUTE_MS;
    await resubmitForgotten(registry, await registry.getVersion('m', 1));
    expect(await sweepSubmissions(registry)).toEqual([]);
    expect(events).toHaveLength(1);
  });

  it('is found by the sweep when nobody asks, and no more often than twice', async () => {
    const { registry, events, clock } = createBucket();
    await addSubmitted(registry);
    const swept: number[] = [];
    for (let minute = 0; minute < 60; minute += 5) {
      clock.time = START_MS + minute * MINUTE_MS;
      const found = await sweepSubmissions(registry);
      if (found.length > 0) swept.push(minute);
    }
    expect(swept).toEqual([5, 10]);
    expect(events).toHaveLength(1 + LIMITS.resubmissions);
  });

  it('is submitted again by one only when many look at once', async () => {
    const { registry, events, clock } = createBucket();
    const record = await addSubmitted(registry);
    clock.time += MINUTE_MS;
    await Promise.all([
      sweepSubmissions(registry),
      ...Array.from({ length: 8 }, () => resubmitForgotten(registry, record)),
    ]);
    expect(events).toHaveLength(2);
  });

  it('is submitted again when it was never written, as its function died before', async () => {
    const { registry, store, events, clock } = createBucket();
    const record = await addSubmitted(registry);
    store.objects.delete(submissionKey('m', 1));
    clock.time += MINUTE_MS;
    await resubmitForgotten(registry, record);
    expect(events).toHaveLength(2);
    expect(store.objects.has(submissionKey('m', 1))).toBe(true);
  });

  it('is left when its validation has begun', async () => {
    const { registry, events, clock } = createBucket();
    await addSubmitted(registry);
    await registry.updateVersion('m', 1, (record) => ({ ...record, ingestAttempts: 1 }));
    clock.time += 5 * MINUTE_MS;
    expect(await sweepSubmissions(registry)).toEqual([]);
    expect(events).toHaveLength(1);
    await submitVersion(registry, 'm', 1);
    expect(events).toHaveLength(1);
  });

  it('is not given up when all its events come at last, and at once', async () => {
    const { registry, clock } = createBucket();
    const bench = createIngestBench({ registry });
    await uploadBundle(registry, 'm', [{ path: 'model.onnx', content: readFileSync(DEMO) }], {});
    for (let sweep = 0; sweep < LIMITS.resubmissions; sweep++) {
      clock.time += MINUTE_MS;
      await sweepSubmissions(registry);
    }
    await Promise.all(
      Array.from({ length: 1 + LIMITS.resubmissions }, () => ingestVersion('m', 1, bench)),
    );
    bench.remove();
    expect(await registry.getVersion('m', 1)).toMatchObject({ status: 'READY' });
  });

  it('is no matter for a sweep when its version is gone', async () => {
    const { registry, store, clock } = createBucket();
    await store.put('submissions/gone/1.json', Buffer.from('{}'));
    await store.put('submissions/nonsense', Buffer.from('{}'));
    clock.time += MINUTE_MS;
    expect(await sweepSubmissions(registry)).toEqual([]);
  });
});
