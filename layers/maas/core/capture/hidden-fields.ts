/** Which fields are not to be seen, and what the places of a bare row mean. */
export interface HiddenFields {
  /** By name, in lower case. */
  readonly names: ReadonlySet<string>;
  /** Names of a row's values in their order, where the model reads rows. */
  readonly columns: readonly string[];
}

export function toHiddenFields(
  redact: readonly string[],
  columns: readonly string[],
): HiddenFields {
  return { names: new Set(redact.map(fold)), columns };
}

/** Fields that may be shown of a tensor whose data are hidden. */
const ABOUT_TENSORS = new Set(['name', 'shape', 'datatype']);

type Field = readonly [key: string, value: unknown, isHidden: boolean];

/**
 * The fields of an object, or the items of a list, and which of them are hidden: by their own name,
 * by that of their column, as data of a tensor with such a name, or by their place in a row.
 */
export function listHidden(value: unknown, { names, columns }: HiddenFields): readonly Field[] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  const isName = (name: unknown): boolean => names.has(fold(name));
  if (Array.isArray(value)) {
    const isRow = value.length === columns.length && value.every(isPlain);
    return value.map((item: unknown, index) => [
      String(index),
      item,
      isRow && isName(columns[index]),
    ]);
  }
  const fields = Object.entries(value);
  const { name, columns: own, data } = value as Record<string, unknown>;
  const isTensor = typeof name === 'string' && isName(name);
  return fields.map(([key, item]): Field => {
    if (key === 'data' && Array.isArray(own) && Array.isArray(data) && own.some(isName)) {
      return [key, data.map((row: unknown) => nameCells(row, own)), false];
    }
    return [key, item, isName(key) || (isTensor && !ABOUT_TENSORS.has(key))];
  });
}

/** Cells by the names of their columns; those that have none of their own stay together. */
function nameCells(row: unknown, columns: readonly unknown[]): unknown {
  if (!Array.isArray(row)) return row;
  return Object.fromEntries(
    row.map((cell: unknown, index) => {
      const column = columns[index];
      const isNamed = typeof column === 'string' || typeof column === 'number';
      return [String(isNamed ? column : index), cell];
    }),
  );
}

function isPlain(item: unknown): boolean {
  return typeof item !== 'object' || item === null;
}

function fold(name: unknown): string {
  return String(name).trim().toLowerCase();
}
