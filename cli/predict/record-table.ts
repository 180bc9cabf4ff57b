import type { Output } from '../output/output.ts';
import type { AnswerRecord } from './group-records.ts';
import { toCell } from './table-writer.ts';

/** Prints the records of one batch after the other as one table. */
export class RecordTable {
  readonly #output: Output;
  #names = '';

  constructor(output: Output) {
    this.#output = output;
  }

  add(records: readonly AnswerRecord[]): void {
    const names = [...new Set(records.flatMap((record) => Object.keys(record)))];
    if (names.length === 0) return;
    const rows = records.map((record) => names.map((name) => this.#toCell(record[name])));
    const above = this.#names;
    this.#names = JSON.stringify(names);
    if (above === this.#names) this.#output.rows(names, rows);
    else this.#output.table(names, rows);
  }

  #toCell(value: unknown): string | number {
    return typeof value === 'number' && this.#output.isTerminal
      ? Number(value.toPrecision(6))
      : toCell(value);
  }
}
