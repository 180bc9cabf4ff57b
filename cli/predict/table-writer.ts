import { stringify } from 'csv-stringify/sync';
import { CliError } from '../errors.ts';
import type { AnswerRecord } from './group-records.ts';
import type { Row } from './read-input.ts';

/** A table with the input's columns and the answer's behind them. */
export class TableWriter {
  readonly #write: (text: string) => Promise<void>;
  readonly #delimiter: string;
  #names: readonly string[] | undefined;
  /** Rows before the first answer, whose columns nobody knows yet. */
  #waiting: (readonly [Row, readonly AnswerRecord[]])[] = [];

  constructor(write: (text: string) => Promise<void>, delimiter: string) {
    this.#write = write;
    this.#delimiter = delimiter;
  }

  async add(rows: readonly Row[], groups: readonly (readonly AnswerRecord[])[]): Promise<void> {
    this.#waiting.push(...rows.map((row, index) => [row, groups[index] ?? []] as const));
    this.#names ??= await this.#begin(groups.flat()[0], rows[0] ?? {});
    if (this.#names) await this.#flush(this.#names);
  }

  async end(): Promise<void> {
    const [first] = this.#waiting;
    if (first) await this.#flush((this.#names ??= (await this.#begin({}, first[0])) ?? []));
  }

  async #begin(record: AnswerRecord | undefined, row: Row): Promise<string[] | undefined> {
    if (!record) return undefined;
    const columns = Object.keys(row);
    const names = Object.keys(record);
    // A table of known cases has a column `label` of its own.
    const shown = names.map((name) => (columns.includes(name) ? `predicted_${name}` : name));
    await this.#lines([[...columns, ...shown]]);
    return names;
  }

  async #flush(names: readonly string[]): Promise<void> {
    const lines = this.#waiting.flatMap(([row, records]) =>
      (records.length > 0 ? records : [{}]).map((record) => {
        const unknown = Object.keys(record).find((name) => !names.includes(name));
        if (unknown !== undefined) {
          throw new CliError('failed', `Answers differ in their columns: '${unknown}' is new.`, {
            fix: 'the same command with --json',
          });
        }
        const cells: AnswerRecord = record;
        return [...Object.values(row), ...names.map((name) => toCell(cells[name]))];
      }),
    );
    this.#waiting = [];
    await this.#lines(lines);
  }

  async #lines(lines: string[][]): Promise<void> {
    await this.#write(stringify(lines, { delimiter: this.#delimiter }));
  }
}

export function toCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
