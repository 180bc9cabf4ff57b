import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import {
  countSteps,
  type MetricQuery,
  type MetricReader,
  type Period,
  type Series,
  type Steps,
} from '../../core/ports/metrics.ts';
import { EmfLineReader } from './emf-line.ts';
import { isSummary, MetricSummaries } from './metric-summaries.ts';
import type { SummaryText } from './metric-summary.ts';
import { readLineChunks } from './read-line-chunks.ts';
import type { MetricCollector } from './metric-collector.ts';
import { GroupedMetrics, type MetricGroup, type GroupQuery } from './grouped-metrics.ts';
import { WantedMetrics } from './wanted-metrics.ts';

/**
 * Lines beyond a file's summary that are read each time: some 90 of a file that is closed, a
 * second's work of the one being written.
 */
const CLOSED_BYTES = 64 * 1024;
const OPEN_BYTES = 4 * 1024 * 1024;

export interface FileMetricReaderOptions {
  /**
   * Folder of files of EMF lines, written in the order of time; how they are named and rotated is
   * the writer's business.
   */
  readonly directory: string;
  readonly namespace: string;
}

interface MetricFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly mostUnsummed: number;
}

/**
 * Statistics over metric lines that were kept in files. What is summed up counts by whole minutes,
 * as CloudWatch has them.
 */
export class FileMetricReader implements MetricReader {
  readonly #directory: string;
  readonly #namespace: string;
  readonly #summaries: MetricSummaries;

  constructor({ directory, namespace }: FileMetricReaderOptions) {
    this.#directory = directory;
    this.#namespace = namespace;
    this.#summaries = new MetricSummaries(namespace);
  }

  async read(
    queries: readonly MetricQuery[],
    { fromMs, toMs }: Period,
  ): Promise<readonly (number | undefined)[]> {
    const steps = { fromMs, toMs, stepMs: toMs - fromMs };
    const wanted = new WantedMetrics(queries, steps);
    await this.#collect(wanted, steps);
    return queries.map((query) => wanted.find(query)[0]);
  }

  async readSeries(queries: readonly MetricQuery[], steps: Steps): Promise<readonly Series[]> {
    countSteps(steps);
    const wanted = new WantedMetrics(queries, steps);
    await this.#collect(wanted, steps);
    return queries.map((query) => wanted.find(query));
  }

  /**
   * A series for each combination of dimensions that has had data, as Metrics Insights' GROUP BY
   * answers them. @throws RangeError as `readSeries` does
   */
  async readGroups(query: GroupQuery, steps: Steps): Promise<readonly MetricGroup[]> {
    countSteps(steps);
    const grouped = new GroupedMetrics(query, steps);
    await this.#collect(grouped, steps);
    return grouped.list();
  }

  async #collect(wanted: MetricCollector, steps: Steps): Promise<void> {
    for (const file of await this.#listFiles(steps.fromMs)) {
      await this.#readFile(file, steps, wanted).catch(passOverAbsent);
    }
  }

  async #readFile(
    { path: file, sizeBytes, mostUnsummed }: MetricFile,
    steps: Steps,
    wanted: MetricCollector,
  ): Promise<void> {
    const known = await this.#summaries.find(file);
    const isLong = sizeBytes - (known?.header.coveredBytes ?? 0) > mostUnsummed;
    const summary = isLong ? await this.#summaries.extend(file, known) : known;
    if (summary) takeSummary(summary, steps, wanted);
    const reader = new EmfLineReader(this.#namespace);
    for await (const { lines } of readLineChunks(file, summary?.header.coveredBytes ?? 0)) {
      for (const text of lines) {
        const line = wanted.mayConcern(text) ? reader.read(text) : undefined;
        if (!line || line.timeMs < steps.fromMs || line.timeMs >= steps.toMs) continue;
        for (const [index, series] of line.series.entries()) {
          for (const found of wanted.findAll(series)) {
            for (const value of line.values[index] ?? []) found.record(line.timeMs, value);
          }
        }
      }
    }
  }

  /** A file last written before the period has nothing of it. */
  async #listFiles(fromMs: number): Promise<MetricFile[]> {
    // Nothing has been recorded yet.
    const names = (await readdir(this.#directory).catch(passOverAbsent)) ?? [];
    const files = names
      .filter((name) => !isSummary(name))
      .sort()
      .map((name) => path.join(this.#directory, name));
    const found = await Promise.all(
      files.map(async (file, index) => {
        const stats = await stat(file).catch(() => undefined);
        if (!stats?.isFile() || stats.mtimeMs < fromMs) return [];
        return [
          {
            path: file,
            sizeBytes: stats.size,
            mostUnsummed: index === files.length - 1 ? OPEN_BYTES : CLOSED_BYTES,
          },
        ];
      }),
    );
    return found.flat();
  }
}

/** The writer takes the oldest files away. */
function passOverAbsent(error: unknown): undefined {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}

function takeSummary(summary: SummaryText, steps: Steps, wanted: MetricCollector): void {
  if (steps.stepMs === steps.toMs - steps.fromMs) {
    for (const [series, numbers] of summary.read(steps)) {
      for (const found of wanted.findAll(series)) found.merge(steps.fromMs, numbers);
    }
    return;
  }
  for (const [startMs, [series, numbers]] of summary.readByMinute(steps)) {
    for (const found of wanted.findAll(series)) found.merge(startMs, numbers);
  }
}
