import { LIMITS } from '../../../contract/limits.ts';
import { MaasError } from '../../errors.ts';
import { getLiteral, toNumber } from '../../json/json-literals.ts';
import {
  describeDatatype,
  parseElements,
  type RefuseElement,
  type Rows,
} from '../../protocol/tensor-elements.ts';
import { quote } from '../../quote.ts';
import type { Datatype, TensorData } from '../../tensor.ts';
import { numberToHalf } from '../task/floats.ts';

/** The columns in which cells stand, for whoever has to mend them. */
export interface CellColumns {
  readonly datatype: Datatype;
  /** The first of these columns in the row. */
  readonly from: number;
  readonly width: number;
  /** All columns of the row, those without a name undefined. */
  readonly names: readonly (string | undefined)[];
}

/** Numbers as Python's `float` reads them. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const INTEGER = /^[+-]?\d+(\.0*)?$/;
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['True', true],
  ['true', true],
  ['TRUE', true],
  ['False', false],
  ['false', false],
  ['FALSE', false],
]);
const FLOATS: readonly Datatype[] = ['FP32', 'FP64', 'FP16'];
/** Texts that Python's `str` and pandas write for no number and for numbers without end. */
const LITERALS: ReadonlyMap<string, unknown> = new Map([
  ['nan', null],
  ['inf', getLiteral('Infinity')],
  ['+inf', getLiteral('Infinity')],
  ['infinity', getLiteral('Infinity')],
  ['-inf', getLiteral('-Infinity')],
  ['-infinity', getLiteral('-Infinity')],
]);
/** The greatest number that half precision holds. */
const MOST_HALF = 65_504;
/** Python writes a float with an exponent below 1e-4 and from 1e16 on. */
const LEAST_PLAIN = 1e-4;

/**
 * Cells of a table as a model's columns read them. Numbers may be text, and booleans numbers, as
 * pandas and CSV files have them; a missing number is NaN, as pandas has it, a missing string ''.
 * @throws MaasError INVALID_TENSOR naming row, column and cell
 */
export function parseCells(
  rows: readonly (readonly unknown[])[],
  columns: CellColumns,
): TensorData {
  const { datatype, from, width, names } = columns;
  const cells = rows.map((row) =>
    row.slice(from, from + width).map((cell) => readCell(datatype, cell)),
  );
  const refuse = (_: unknown, index: number): MaasError => {
    const row = Math.floor(index / width);
    const column = from + (index % width);
    return misfit(
      datatype,
      rows[row]?.[column],
      `Row ${row}, column ${describeColumn(names, column)}`,
    );
  };
  const count = rows.length * width;
  return datatype === 'FP16'
    ? parseHalves(cells, count, refuse)
    : parseElements(datatype, cells, count, refuse);
}

/** Half precision has a form in tables, if none in the protocol's JSON. */
function parseHalves(cells: Rows, count: number, refuse: RefuseElement): TensorData {
  const numbers = parseElements('FP32', cells, count, refuse) as Float32Array;
  return Uint16Array.from(numbers, (value, index) => {
    const isHeld = Math.abs(value) <= MOST_HALF || !Number.isFinite(value);
    if (!isHeld) throw refuse(value, index);
    return numberToHalf(value);
  });
}

function describeCell(datatype: Datatype): string {
  return datatype === 'FP16' ? `a number of up to ${MOST_HALF}` : describeDatatype(datatype);
}

function describeColumn(names: readonly (string | undefined)[], column: number): string {
  return names[column] === undefined ? `${column} (both counted from 0)` : quote(names[column]);
}

function misfit(datatype: Datatype, cell: unknown, place: string): MaasError {
  const isMissing =
    cell === null ||
    cell === undefined ||
    (typeof cell !== 'number' && Number.isNaN(toNumber(cell)));
  if (isMissing) {
    const fault = `${place} is missing (${quote(cell)}), and the model cannot read a missing ${datatype}`;
    return new MaasError('INVALID_TENSOR', `${fault}: send ${describeCell(datatype)}.`);
  }
  const orNull =
    datatype === 'BYTES' || FLOATS.includes(datatype) ? ', or null where it is missing' : '';
  const fault = `${place} has ${quote(cell)}, which the model cannot read`;
  return new MaasError('INVALID_TENSOR', `${fault}: send ${describeCell(datatype)}${orNull}.`);
}

/** The JSON value that a cell means to a column; the cell itself where it means none. */
function readCell(datatype: Datatype, cell: unknown): unknown {
  if (datatype === 'BYTES') return readText(cell);
  if (typeof cell === 'number') return cell;
  if (typeof cell === 'string') return readNumberText(datatype, cell);
  return typeof cell === 'boolean' && datatype !== 'BOOL' ? Number(cell) : cell;
}

function readNumberText(datatype: Datatype, cell: string): unknown {
  if (cell.length > LIMITS.numberLength) return cell;
  const text = cell.trim();
  const truth = BOOLEANS.get(text);
  if (truth !== undefined) return datatype === 'BOOL' ? truth : Number(truth);
  if (!FLOATS.includes(datatype)) {
    return INTEGER.test(text)
      ? toInteger(BigInt(text.replace(/\.0*$/, '').replace(/^\+/, '')))
      : cell;
  }
  const literal = LITERALS.get(text.toLowerCase());
  if (literal !== undefined) return literal;
  return NUMBER.test(text) ? Number(text) : cell;
}

function toInteger(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** As Python's `str` writes it, which is what `astype(str)` made of the column in the notebook. */
function readText(cell: unknown): unknown {
  if (cell === null || typeof cell === 'string') return cell ?? '';
  if (typeof cell === 'boolean') return cell ? 'True' : 'False';
  const number = toNumber(cell);
  if (typeof cell === 'bigint') return String(cell);
  return number === undefined ? cell : writeNumber(number);
}

function writeNumber(number: number): string {
  if (Number.isNaN(number)) return '';
  if (!Number.isFinite(number)) return number > 0 ? 'inf' : '-inf';
  if (Number.isInteger(number)) return String(BigInt(number));
  if (Math.abs(number) >= LEAST_PLAIN) return String(number);
  return number.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}
