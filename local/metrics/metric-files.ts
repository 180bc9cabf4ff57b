import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { appendLine } from '../log/append-line.ts';

const HOUR_MS = 3_600_000;

export interface MetricFilesOptions {
  readonly directory: string;
  readonly retentionMs: number;
  /** What all files together may take; the oldest go first. */
  readonly limitBytes: number;
  readonly nowMs: () => number;
}

/**
 * The metric lines of the functions, one file per hour (UTC): `2026-11-25T01.jsonl`. CloudWatch's place on one machine.
 * A line is on file before the next one is read, so `kill -9` loses none that came in.
 */
export class MetricFiles {
  readonly #options: MetricFilesOptions;
  #current = '';

  constructor(options: MetricFilesOptions) {
    this.#options = options;
  }

  append(line: string): void {
    const { directory, nowMs } = this.#options;
    const file = `${new Date(nowMs()).toISOString().slice(0, 13)}.jsonl`;
    if (file !== this.#current) this.#prune();
    this.#current = file;
    appendLine(path.join(directory, file), line);
  }

  /** Once an hour: what is too old goes, then what is too much. */
  #prune(): void {
    const { directory, retentionMs, limitBytes, nowMs } = this.#options;
    const oldest = new Date(nowMs() - retentionMs - HOUR_MS).toISOString().slice(0, 13);
    let totalBytes = 0;
    if (!existsSync(directory)) return;
    for (const file of readdirSync(directory).filter((name) => name.endsWith('.jsonl')).sort().reverse()) {
      totalBytes += statSync(path.join(directory, file)).size;
      if (file < oldest || totalBytes > limitBytes) rmSync(path.join(directory, file));
    }
  }
}
