import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { MetricQuery, MetricReader } from '../core/ports.ts';
import { EmfLineReader, type EmfSeries } from './metrics/emf-line.ts';
import { toMetricKey, toMetricKeys } from './metrics/metric-key.ts';
import { isSummary, MetricSummaries } from './metrics/metric-summaries.ts';
import { readLineChunks } from './metrics/read-line-chunks.ts';
import { ValueDistribution } from './metrics/value-distribution.ts';

/** Lines beyond a file's summary that are read each time: some 90 of a file that is closed, a second's work of the one being written. */
const CLOSED_BYTES = 64 * 1024;
const OPEN_BYTES = 4 * 1024 * 1024;

export interface FileMetricReaderOptions {
  /** Folder of files of EMF lines, written in the order of time; how they are named and rotated is the writer's business. */
  readonly directory: string;
  readonly namespace: string;
}

interface Period {
  readonly fromMs: number;
  readonly toMs: number;
}

interface MetricFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly mostUnsummed: number;
}

/** Statistics over metric lines that were kept in files. What is summed up counts by whole minutes, as CloudWatch has them. */
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
    period: Period,
  ): Promise<readonly (number | undefined)[]> {
    const wanted = new WantedMetrics(queries);
    for (const file of await this.#listFiles(period.fromMs))
      await this.#readFile(file, period, wanted).catch(passOverAbsent);
    return queries.map((query) => wanted.find(query));
  }

  async #readFile(
    { path: file, sizeBytes, mostUnsummed }: MetricFile,
    period: Period,
    wanted: WantedMetrics,
  ): Promise<void> {
    const known = await this.#summaries.find(file);
    const isLong = sizeBytes - (known?.header.coveredBytes ?? 0) > mostUnsummed;
    const summary = isLong ? await this.#summaries.extend(file, known) : known;
    if (summary)
      for (const [series, numbers] of summary.read(period))
        for (const found of wanted.findAll(series)) found.merge(numbers);
    const reader = new EmfLineReader(this.#namespace);
    for await (const { lines } of readLineChunks(file, summary?.header.coveredBytes ?? 0)) {
      for (const text of lines) {
        const line = wanted.mayConcern(text) ? reader.read(text) : undefined;
        if (!line || line.timeMs < period.fromMs || line.timeMs >= period.toMs) continue;
        for (const [index, series] of line.series.entries()) {
          for (const found of wanted.findAll(series))
            for (const value of line.values[index] ?? []) found.record(value);
        }
      }
    }
  }

  /** A file last written before the period has nothing of it. */
  async #listFiles(fromMs: number): Promise<MetricFile[]> {
    const names = (await readdir(this.#directory).catch(passOverAbsent)) ?? []; // nothing has been recorded yet
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

/** The metrics that are asked for, found by what a series is known by. */
class WantedMetrics {
  readonly #byKey: Map<string, ValueDistribution>;
  readonly #bySeries = new Map<EmfSeries, readonly ValueDistribution[]>();
  /** What stands in every line of the one model that is asked for, however its writer sets blanks. */
  readonly #text: string | undefined;

  constructor(queries: readonly MetricQuery[]) {
    this.#byKey = new Map(
      queries.map(({ metric, dimensions }) => [
        toMetricKey(metric, dimensions),
        new ValueDistribution(),
      ]),
    );
    const models = new Set(queries.map(({ dimensions }) => dimensions.Model));
    const [model] = models;
    this.#text = models.size === 1 && model !== undefined ? JSON.stringify(model) : undefined;
  }

  /** Whether a line can have a metric that is asked for; one of another model is passed over unread. */
  mayConcern(text: string): boolean {
    return this.#text === undefined || text.includes(this.#text);
  }

  findAll(series: EmfSeries): readonly ValueDistribution[] {
    const known = this.#bySeries.get(series);
    if (known) return known;
    const found = toMetricKeys(series).flatMap((key) => this.#byKey.get(key) ?? []);
    this.#bySeries.set(series, found);
    return found;
  }

  find({ metric, dimensions, statistic }: MetricQuery): number | undefined {
    return this.#byKey.get(toMetricKey(metric, dimensions))?.find(statistic);
  }
}
