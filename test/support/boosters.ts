import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Datatype, Tensors, TensorSpec } from '../../layers/maas/core/tensor.ts';

/** A cell of a table as JSON has it. */
export type Cell = number | string | null;

/** A framework's own file with the framework's own answers; `make.py` in the folder makes both. */
export interface BoosterFixture {
  /** Release and file, as in `xgboost-3.2.0/dart.json`. */
  readonly name: string;
  readonly file: string;
  readonly bytes: Buffer;
  readonly rows: readonly (readonly Cell[])[];
  readonly margin: readonly (readonly number[])[];
  readonly records: readonly Readonly<Record<string, number>>[];
}

const FOLDER = path.resolve(import.meta.dirname, '../fixtures/boosters');
export const RELEASES = readdirSync(FOLDER, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);

interface Expected {
  readonly tables: readonly BoosterFixture['rows'][];
  readonly models: Readonly<
    Record<string, Pick<BoosterFixture, 'margin' | 'records'> & { readonly table: number }>
  >;
}

export function readBoosterFile(name: string): Buffer {
  return readFileSync(path.join(FOLDER, name));
}

export function listBoosters(release: string): BoosterFixture[] {
  const { tables, models } = JSON.parse(
    readFileSync(path.join(FOLDER, release, 'expected.json'), 'utf8'),
  ) as Expected;
  return Object.entries(models).map(([file, { table, margin, records }]) => ({
    name: `${release}/${file}`,
    file,
    bytes: readBoosterFile(`${release}/${file}`),
    rows: tables[table] ?? [],
    margin,
    records,
  }));
}

export function getBooster(name: string): BoosterFixture {
  const found = listBoosters(path.dirname(name)).find((fixture) => fixture.name === name);
  if (!found) throw new Error(`There is no ${name}.`);
  return found;
}

/** Rows as the inputs of a converted model, one after the other from the left. */
export function toInputs(rows: BoosterFixture['rows'], inputs: readonly TensorSpec[]): Tensors {
  let from = 0;
  return Object.fromEntries(
    inputs.map(({ name, datatype, shape: [, width = 1] }) => {
      const cells = rows.flatMap((row) => row.slice(from, from + width));
      from += width;
      return [
        name,
        { datatype, shape: [rows.length, width], data: toData(datatype, cells) },
      ] as const;
    }),
  );
}

function toData(
  datatype: Datatype,
  cells: readonly Cell[],
): string[] | Float32Array | Float64Array {
  if (datatype === 'BYTES') return cells.map((cell) => String(cell ?? ''));
  const numbers = cells.map((cell) => (cell === null ? NaN : Number(cell)));
  return datatype === 'FP32' ? Float32Array.from(numbers) : Float64Array.from(numbers);
}
