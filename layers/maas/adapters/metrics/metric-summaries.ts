import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { EmfLineReader } from './emf-line.ts';
import { MetricSummary, SummaryText } from './metric-summary.ts';
import { readLineChunks } from './read-line-chunks.ts';

const SUFFIX = '.summary';
/** Bytes before the end of what is summed up, by which a file is known again. */
const TAIL_BYTES = 64;

export function isSummary(file: string): boolean {
  return file.endsWith(SUFFIX);
}

export function toSummaryPath(file: string): string {
  return `${file}${SUFFIX}`;
}

/**
 * Summaries that stand beside files of metric lines, each of its file's beginning: lines are only
 * ever appended.
 */
export class MetricSummaries {
  readonly #namespace: string;
  /** By file: who asks while one is being made gets the same. */
  readonly #underWay = new Map<string, Promise<SummaryText | undefined>>();
  #pending: Promise<void> = Promise.resolve();

  constructor(namespace: string) {
    this.#namespace = namespace;
  }

  /** undefined where there is none that holds */
  async find(file: string): Promise<SummaryText | undefined> {
    const text = await readFile(toSummaryPath(file), 'utf8').catch(() => undefined);
    const summary = text === undefined ? undefined : SummaryText.parse(text, this.#namespace);
    return summary && (await readTail(file, summary.header.coveredBytes)) === summary.header.tail
      ? summary
      : undefined;
  }

  /**
   * Sums up what a file has by now; one at a time, in the order in which they are asked for. A file
   * that is gone meanwhile is passed over.
   */
  catchUp(file: string): Promise<void> {
    this.#pending = this.#pending
      .then(async () => {
        await this.extend(file, await this.find(file));
      })
      .catch(() => undefined);
    return this.#pending;
  }

  /**
   * Sums up what the file has beyond its summary. One that cannot be written is made anew by the
   * next who asks.
   */
  extend(file: string, known?: SummaryText): Promise<SummaryText | undefined> {
    const found =
      this.#underWay.get(file) ??
      this.#extend(file, known).finally(() => this.#underWay.delete(file));
    this.#underWay.set(file, found);
    return found;
  }

  async #extend(file: string, known?: SummaryText): Promise<SummaryText | undefined> {
    const reader = new EmfLineReader(this.#namespace);
    const summary = known ? MetricSummary.decode(known) : new MetricSummary();
    let coveredBytes = known?.header.coveredBytes ?? 0;
    for await (const { lines, endBytes } of readLineChunks(file, coveredBytes)) {
      for (const line of lines) {
        const found = reader.read(line);
        if (found) summary.record(found);
      }
      coveredBytes = endBytes;
    }
    const text = summary.encode(
      this.#namespace,
      coveredBytes,
      (await readTail(file, coveredBytes)) ?? '',
    );
    await replaceFile(toSummaryPath(file), text);
    return SummaryText.parse(text, this.#namespace);
  }
}

/** undefined where the file has fewer bytes */
async function readTail(file: string, endBytes: number): Promise<string | undefined> {
  const handle = await open(file).catch(() => undefined);
  if (!handle) return undefined;
  try {
    const length = Math.min(TAIL_BYTES, endBytes);
    const { bytesRead, buffer } = await handle.read(
      Buffer.alloc(length),
      0,
      length,
      endBytes - length,
    );
    return bytesRead === length ? buffer.toString('base64') : undefined;
  } finally {
    await handle.close();
  }
}

/** Whole or not at all, whoever else writes it at the same time. */
async function replaceFile(file: string, text: string): Promise<void> {
  const temporary = `${file}.${randomUUID()}${SUFFIX}`;
  try {
    await writeFile(temporary, text);
    await rename(temporary, file);
  } catch {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}
