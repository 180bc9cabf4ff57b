import { readFileSync, writeFileSync } from 'node:fs';

/** Resident memory of a process in bytes: its own pages, and those that are a file's. */
export interface Resident {
  readonly peak: number;
  readonly now: number;
  readonly anonymous: number;
  readonly ofFiles: number;
}

const KIB = 1024;
/** To `clear_refs`: what is resident now is the peak from here on. */
const RESET_PEAK = '5';

/** Only Linux tells it. */
export function readResident(processId: number): Resident {
  const status = readFileSync(`/proc/${processId}/status`, 'utf8');
  const read = (field: string): number =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * KIB;
  return {
    peak: read('VmHWM'),
    now: read('VmRSS'),
    anonymous: read('RssAnon'),
    ofFiles: read('RssFile'),
  };
}

export function resetPeak(processId: number): void {
  writeFileSync(`/proc/${processId}/clear_refs`, RESET_PEAK);
}
