import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FileLoadMarks } from '../../layers/maas/adapters/file-load-marks.ts';
import { systemClock } from '../../layers/maas/adapters/system-clock.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'maas-marks-'));
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

let folders = 0;
function createMarks(): { directory: string; one: FileLoadMarks; other: FileLoadMarks } {
  const directory = path.join(root, String(++folders));
  const open = (): FileLoadMarks => new FileLoadMarks(directory, systemClock);
  return { directory, one: open(), other: open() };
}

describe('the marks of loads, as two instances see them', () => {
  it('keep the second from a load that has not ended, and from none but that', async () => {
    const { one, other } = createMarks();
    expect(await one.begin('m/2')).toBe(true);
    expect(await other.begin('m/2')).toBe(false);
    expect(await other.begin('m/3')).toBe(true);
  });

  it('let the second load what the first has ended', async () => {
    const { one, other } = createMarks();
    await one.begin('m/2');
    await one.end('m/2');
    expect(await other.begin('m/2')).toBe(true);
  });

  it('are taken over by one alone ten minutes after a death', async () => {
    const { directory, one, other } = createMarks();
    await one.begin('m/2');
    const before = new Date(Date.now() - 10 * 60_000 - 1000);
    utimesSync(path.join(directory, encodeURIComponent('m/2')), before, before);
    expect(await Promise.all([other.begin('m/2'), one.begin('m/2')])).toContain(true);
    expect(await other.begin('m/2')).toBe(false);
  });

  it('keep nobody from anything where they have no place', async () => {
    const file = path.join(root, 'a-file');
    writeFileSync(file, '');
    const marks = new FileLoadMarks(file, systemClock);
    expect(await marks.begin('m/2')).toBe(true);
    await marks.end('m/2');
    expect(existsSync(file)).toBe(true);
  });
});
