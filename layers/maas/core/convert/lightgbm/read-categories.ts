import { quote } from '../../quote.ts';
import { refuse } from '../faults/conversion-error.ts';
import type { Categories } from '../ensemble/booster.ts';

/** A column of categories in `feature_infos`: codes with colons between, and not [least:most]. */
const CODES = /^-?\d+(:-?\d+)*$/;

/**
 * The categories by name of columns that were fitted as pandas' categories, which LightGBM keeps in
 * the order of these columns alone.
 * @param infos what the file says of each column
 */
export function readPandasCategories(
  json: string | undefined,
  infos: readonly string[],
): readonly (Categories | undefined)[] {
  const lists = parse(json);
  if (lists.length === 0) return [];
  const columns = infos.flatMap((info, column) => (CODES.test(info) ? [column] : []));
  if (columns.length !== lists.length) {
    refuse(
      `it lists pandas' categories of ${lists.length} columns, and ${columns.length} of its ` +
        'columns are of categories, so that it cannot be told whose they are',
      'take the line "pandas_categorical:" out of the file to send codes, or train it without ' +
        'columns that are ordered or of one category',
    );
  }
  const byColumn: (Categories | undefined)[] = [];
  columns.forEach((column, index) => (byColumn[column] = toCategories(lists[index] ?? [])));
  return byColumn;
}

function parse(json: string | undefined): readonly (readonly unknown[])[] {
  if (json === undefined || json.trim() === '') return [];
  try {
    const value = JSON.parse(json) as unknown;
    if (value === null) return [];
    if (Array.isArray(value) && value.every(Array.isArray)) return value as unknown[][];
  } catch {
    // told below
  }
  return refuse(`its pandas_categorical is ${quote(json)}`, 'upload the file as LightGBM wrote it');
}

function toCategories(values: readonly unknown[]): Categories {
  if (values.every((value) => typeof value === 'string')) return values;
  if (values.every((value) => typeof value === 'number' || typeof value === 'boolean')) {
    return values.map(Number);
  }
  return refuse(
    `a column has the categories ${quote(values)}, neither texts nor numbers alone`,
    'make them texts before it is trained',
  );
}
