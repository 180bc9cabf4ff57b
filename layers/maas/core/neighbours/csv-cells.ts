import { LIMITS } from '../../contract/limits.ts';
import { getLiteral } from '../json/json-literals.ts';
import type { TensorSpec } from '../tensor.ts';

/** What pandas' `read_csv` takes for a missing value. */
const MISSING = /^([+-]?nan|<?na>?|#n\/?a|n\/a|null|none)$/i;
const INFINITY = /^([+-]?)inf(inity)?$/i;
const TRUTH = /^(true|True|TRUE|false|False|FALSE)$/;
/** Numbers as Python's `float` reads them: of the forms that JavaScript has beside, none. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
/** More digits than any integer of 64 bits has. */
const INTEGER = /^[+-]?\d{1,40}$/;

/**
 * As pandas reads a cell: a number where one can be, nothing where none is. Integers are exact. A
 * column of strings keeps what stands there.
 */
export function readCsvCell(cell: string, input: TensorSpec | undefined): unknown {
  if (cell === '') return null;
  if (input?.datatype === 'BYTES' || cell.length > LIMITS.numberLength) return cell;
  const text = cell.trim();
  if (MISSING.test(text)) return null;
  if (TRUTH.test(text)) return text.toLowerCase() === 'true';
  const [, sign] = INFINITY.exec(text) ?? [];
  if (sign !== undefined) return getLiteral(sign === '-' ? '-Infinity' : 'Infinity');
  const number = NUMBER.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(number)) return cell;
  return INTEGER.test(text) && !Number.isSafeInteger(number) ? BigInt(text) : number;
}
