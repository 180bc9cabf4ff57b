import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { toSummaryPath } from '../../layers/maas/adapters/metrics/metric-summaries.ts';
import { LineFile } from '../log/line-file.ts';

const HOUR_MS = 3_600_000;
/** Milliseconds between two words on lines that are lost. */
const TELL_LOST_MS = 60_000;
/** The files that are ours: anything else in the folder is somebody's. */
const NAME = /^\d{4}-\d\d-\d\dT\d\d\.jsonl$/;
/** Lines of the file being written after which they are summed up: a tenth of a second's work. */
const SUM_UP_BYTES = 16 * 1024 * 1024;

export interface MetricFilesOptions {
  readonly directory: string;
  /**
   * The age up to which hours with predictions are kept. It is counted in files, so that a clock
   * which is set wrong takes none away.
   */
  readonly retentionMs: number;
  /** The most bytes of all files together; the oldest go first. */
  readonly limitBytes: number;
  readonly nowMs: () => number;
  /** @default - this process's */
  readonly monotonicMs?: () => number;
  /**
   * Called with a file that has grown much, and with one that is closed. @default - nobody is told
   */
  readonly onGrown?: (file: string) => void;
  /**
   * Called with how many lines were lost since the last time, at the first and then once a minute.
   * @default - nobody is told
   */
  readonly onLost?: (lines: number) => void;
}

/**
 * The metric lines of the functions, one file per hour (UTC): `2026-11-25T01.jsonl`. CloudWatch's
 * place on one machine. A line is on file before the next one is read, so `kill -9` loses none that
 * came in (`test/redteam/counts_survive_kills.py`).
 */
export class MetricFiles {
  readonly #options: MetricFilesOptions;
  #hour: number | undefined;
  #current = '';
  #file: LineFile | undefined;
  #grownBytes = 0;
  #lost = 0;
  #toldLostAtMs = -Infinity;

  constructor(options: MetricFilesOptions) {
    this.#options = options;
  }

  append(line: string): void {
    const hour = Math.floor(this.#options.nowMs() / HOUR_MS);
    if (hour !== this.#hour) this.#open(hour);
    if (this.#file?.append(line) === false) this.#tellLost();
    this.#grownBytes += line.length;
    if (this.#grownBytes > SUM_UP_BYTES) this.#tellGrown();
  }

  #open(hour: number): void {
    if (this.#current !== '') this.#tellGrown();
    this.#file?.close();
    this.#pruneIfPossible();
    this.#hour = hour;
    this.#current = `${new Date(hour * HOUR_MS).toISOString().slice(0, 13)}.jsonl`;
    this.#file = new LineFile(this.#toPath(this.#current), this.#options.monotonicMs);
  }

  #tellGrown(): void {
    this.#grownBytes = 0;
    this.#options.onGrown?.(this.#toPath(this.#current));
  }

  #tellLost(): void {
    this.#lost++;
    const { onLost, monotonicMs = () => performance.now() } = this.#options;
    if (monotonicMs() - this.#toldLostAtMs < TELL_LOST_MS) return;
    this.#toldLostAtMs = monotonicMs();
    onLost?.(this.#lost);
    this.#lost = 0;
  }

  /** A folder that cannot be read keeps what it has: the service goes on, as with lines. */
  #pruneIfPossible(): void {
    try {
      this.#prune();
    } catch {
      // The next hour tries again.
    }
  }

  /**
   * Once an hour: what is too old goes, and what is too much. The new hour's file is not there yet.
   */
  #prune(): void {
    const { directory, retentionMs, limitBytes } = this.#options;
    if (!existsSync(directory)) return;
    const files = readdirSync(directory)
      .filter((name) => NAME.test(name))
      .sort()
      .reverse();
    const most = Math.ceil(retentionMs / HOUR_MS) + 1;
    let totalBytes = 0;
    for (const [index, name] of files.entries()) {
      const file = this.#toPath(name);
      totalBytes += statSync(file).size;
      if (index < most && totalBytes <= limitBytes) continue;
      rmSync(file);
      rmSync(toSummaryPath(file), { force: true });
    }
  }

  #toPath(name: string): string {
    return path.join(this.#options.directory, name);
  }
}
