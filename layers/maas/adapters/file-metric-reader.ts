import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { MetricQuery, MetricReader } from '../core/ports.ts';
import { ValueDistribution } from './value-distribution.ts';

/** What the reader needs of a line in Embedded Metric Format. */
interface EmfLine {
  readonly _aws: { readonly Timestamp: number; readonly CloudWatchMetrics: readonly EmfDirective[] };
  readonly [member: string]: unknown;
}

interface EmfDirective {
  readonly Namespace: string;
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: readonly { readonly Name: string }[];
}

export interface FileMetricReaderOptions {
  /** Folder of files of EMF lines, written in the order of time; how they are named and rotated is the writer's business. */
  readonly directory: string;
  readonly namespace: string;
}

/** Statistics over metric lines that were kept in files. */
export class FileMetricReader implements MetricReader {
  readonly #directory: string;
  readonly #namespace: string;

  constructor({ directory, namespace }: FileMetricReaderOptions) {
    this.#directory = directory;
    this.#namespace = namespace;
  }

  async read(queries: readonly MetricQuery[], period: { readonly fromMs: number; readonly toMs: number }): Promise<readonly (number | undefined)[]> {
    const series = queries.map((query) => ({ query, values: new ValueDistribution() }));
    for (const file of await this.#listFiles(period.fromMs)) {
      for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
        const line = findLine(text);
        if (!line || line._aws.Timestamp < period.fromMs || line._aws.Timestamp >= period.toMs) continue;
        for (const { query, values } of series) if (this.#matches(line, query)) for (const value of toNumbers(line[query.metric])) values.record(value);
      }
    }
    return series.map(({ query, values }) => values.find(query.statistic));
  }

  /** A file last written before the period has nothing of it. */
  async #listFiles(fromMs: number): Promise<string[]> {
    const names = await readdir(this.#directory).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []; // nothing has been recorded yet
      throw error;
    });
    const files = names.sort().map((name) => path.join(this.#directory, name));
    const isWanted = await Promise.all(files.map(async (file) => stat(file).then((found) => found.isFile() && found.mtimeMs >= fromMs, () => false)));
    return files.filter((_, i) => isWanted[i]);
  }

  #matches(line: EmfLine, { metric, dimensions }: MetricQuery): boolean {
    const names = Object.keys(dimensions);
    if (!Object.entries(dimensions).every(([name, value]) => line[name] === value)) return false;
    return line._aws.CloudWatchMetrics.some(
      ({ Namespace, Dimensions, Metrics }) =>
        Namespace === this.#namespace && Metrics.some(({ Name }) => Name === metric) && Dimensions.some((set) => set.length === names.length && set.every((name) => names.includes(name))),
    );
  }
}

/** undefined for what is no whole line of ours: one cut short by a killed process, or not a metric. */
function findLine(text: string): EmfLine | undefined {
  try {
    const line = JSON.parse(text) as Partial<EmfLine> | null;
    return typeof line?._aws?.Timestamp === 'number' && Array.isArray(line._aws.CloudWatchMetrics) && line._aws.CloudWatchMetrics.every(isDirective) ? (line as EmfLine) : undefined;
  } catch {
    return undefined;
  }
}

function isDirective(value: unknown): value is EmfDirective {
  const { Dimensions, Metrics } = (value ?? {}) as Partial<EmfDirective>;
  return Array.isArray(Dimensions) && Dimensions.every(Array.isArray) && Array.isArray(Metrics) && Metrics.every((metric: unknown) => typeof metric === 'object' && metric !== null);
}

function toNumbers(value: unknown): number[] {
  return [value].flat().filter((item): item is number => typeof item === 'number');
}
