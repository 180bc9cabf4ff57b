import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FileObjectStore } from '../../layers/maas/adapters/files/file-object-store.ts';
import { systemClock } from '../../layers/maas/adapters/system-clock.ts';
import type { Clock } from '../../layers/maas/core/ports/clock.ts';
import { UploadUrls } from '../../layers/maas/adapters/files/upload-url.ts';
import { RecordStore } from '../../layers/maas/core/registry/record-store.ts';
import { readAll } from '../suites/object-store/bodies.ts';
import { kill, runProcess } from '../support/run-process.ts';

const PROCESSES = 5;
const HOUR_MS = 3_600_000;

describe('a file store and its processes', () => {
  let directory: string;
  const open = (clock: Clock = systemClock): FileObjectStore =>
    new FileObjectStore(
      directory,
      new UploadUrls('s'.repeat(32), 'http://127.0.0.1', clock),
      clock,
    );
  const listFiles = (): string[] => readdirSync(path.join(directory, 'files'));

  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'maas-processes-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  it('loses no change and gives no number twice when several open an empty folder and write at once', async () => {
    const lines = await Promise.all(
      Array.from(
        { length: PROCESSES },
        async () => runProcess('store-process.ts', 'work', directory).firstLine,
      ),
    );
    const versions = lines.flatMap((line) => JSON.parse(line) as number[]);
    expect(versions.length).toBeGreaterThanOrEqual(PROCESSES);
    expect(versions.sort((a, b) => a - b)).toEqual(versions.map((_, i) => i + 1));
    expect(await new RecordStore(open()).find('counter.json')).toMatchObject({
      value: { count: versions.length },
    });
  });

  it('keeps what was there, and removes the rest, when one is killed in the middle of an object', async () => {
    await open().put('a', Buffer.from('old'));
    const { process: child, firstLine } = runProcess('store-process.ts', 'half-written', directory);
    expect(await firstLine).toBe('half');
    await kill(child);
    const store = open();
    expect(await store.head('a')).toMatchObject({ sizeBytes: 3 });
    await store.put('large', Buffer.alloc(100_000));
    expect(listFiles()).toHaveLength(2);

    await store.removeAbandoned(); // it may still be written to, as far as anybody knows
    expect(listFiles()).toHaveLength(2);
    await open({ nowMs: () => systemClock.nowMs() + 2 * HOUR_MS }).removeAbandoned();
    expect(listFiles()).toHaveLength(1);
    expect(await readAll(await store.stream('large'))).toHaveLength(100_000);
  });

  it('goes on as if nothing had been when one is killed in the middle of a change', async () => {
    await open().put('a', Buffer.from('old'));
    const { process: child, firstLine } = runProcess('store-process.ts', 'half-changed', directory);
    expect(await firstLine).toBe('half');
    // Readers do not wait.
    expect(await open().get('a')).toMatchObject({ bytes: Buffer.from('old') });
    await kill(child);
    const store = open();
    expect(await store.get('a')).toMatchObject({ bytes: Buffer.from('old') });
    await store.put('a', Buffer.from('new'));
    expect(await store.head('a')).toMatchObject({ sizeBytes: 3 });
  });

  it('leaves nothing outside its folders, whatever the keys', async () => {
    const store = open();
    for (const key of [
      '../escaped',
      '/etc/escaped',
      '..',
      'a/../../escaped',
      'files/../../escaped',
      'C:\\escaped',
      'a\u0000b',
    ]) {
      await store.put(key, Buffer.alloc(100_000));
    }
    expect(readdirSync(path.dirname(directory)).filter((name) => name.includes('escaped'))).toEqual(
      [],
    );
    expect(readdirSync(directory).filter((name) => !name.startsWith('objects.sqlite'))).toEqual([
      'files',
    ]);
    expect(listFiles().every((name) => /^[0-9a-f-]{36}$/.test(name))).toBe(true);
  });
});
