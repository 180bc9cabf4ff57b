import { refuse } from '../faults/conversion-error.ts';
import { getNumbers, isFields, isNumberList, type Fields, type Value } from '../document/value.ts';
import type { Categories } from '../ensemble/booster.ts';

/**
 * The categories by name that XGBoost keeps since 3.1 of columns that were fitted as pandas'
 * categories, by column; undefined where a column is of numbers or codes.
 */
export function readNamedCategories(
  model: Fields,
  columns: number,
): readonly (Categories | undefined)[] {
  const cats = model.get('cats');
  const encoders = isFields(cats) ? cats.get('enc') : undefined;
  if (!Array.isArray(encoders) || encoders.length === 0) return [];
  if (encoders.length !== columns) {
    refuse(
      `it lists categories for ${encoders.length} columns, and has ${columns}`,
      'save the model again with save_model',
    );
  }
  return (encoders as readonly Value[]).map((encoder, column) => readEncoder(encoder, column));
}

function readEncoder(encoder: Value, column: number): Categories | undefined {
  const place = `The encoder of column ${column}`;
  if (!isFields(encoder)) return refuse(`${place} is not an object`, 'save the model again');
  const values = getNumbers(encoder, 'values', place);
  if (values.length === 0) return undefined;
  const offsets = encoder.get('offsets');
  if (!isNumberList(offsets)) return Array.from(values);
  const bytes = Uint8Array.from(values);
  return Array.from(offsets.subarray(1), (to, index) =>
    new TextDecoder().decode(bytes.subarray(offsets[index] ?? 0, to)),
  );
}
