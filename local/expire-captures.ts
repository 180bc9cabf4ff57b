import { stat } from 'node:fs/promises';
import path from 'node:path';
import { FolderCaptures } from '../layers/maas/adapters/captures/folder-captures.ts';
import { STORAGE } from '../layers/maas/contract/storage.ts';

export interface CaptureLimits {
  readonly captureDays: number;
  /** The size that all captures may have together; the oldest hours go first. */
  readonly limitBytes: number;
}

const DAY_MS = 86_400_000;
/** `2026/11/29/08` of a key. */
const HOUR = /\/(\d{4})\/(\d\d)\/(\d\d)\/(\d\d)\/[^/]+$/;

interface File {
  readonly key: string;
  readonly hour: string;
  readonly atMs: number;
}

/** The bucket's lifecycle, and what a disk needs beside it: an end. */
export async function expireCaptures(
  directory: string,
  nowMs: number,
  { captureDays, limitBytes }: CaptureLimits,
): Promise<void> {
  const folder = new FolderCaptures(directory);
  const kept: File[] = [];
  for (const [prefix, days] of [
    [STORAGE.capturesPrefix, captureDays],
    [STORAGE.sketchesPrefix, STORAGE.sketchRetentionDays],
  ] as const) {
    for (const file of await listFiles(folder, prefix)) {
      // eslint-disable-next-line no-restricted-syntax -- the age of a file that is named by its date
      if (file.atMs < nowMs - days * DAY_MS) await folder.delete(file.key);
      else kept.push(file);
    }
  }
  let totalBytes = 0;
  for (const { key } of kept.sort((a, b) => (a.hour < b.hour ? 1 : -1))) {
    const found = await stat(path.join(directory, key)).catch(() => undefined);
    totalBytes += found?.size ?? 0;
    if (totalBytes > limitBytes) await folder.delete(key);
  }
}

/** Those of ours: anything else in the folder is somebody's. */
async function listFiles(folder: FolderCaptures, prefix: string): Promise<File[]> {
  const { keys } = await folder.list(prefix);
  return keys.flatMap((key) => {
    const [, year, month, day, hour] = HOUR.exec(key) ?? [];
    if (year === undefined) return [];
    const atMs = Date.parse(`${year}-${month ?? ''}-${day ?? ''}T${hour ?? ''}:00:00Z`);
    return [{ key, hour: `${year}${month ?? ''}${day ?? ''}${hour ?? ''}`, atMs }];
  });
}
