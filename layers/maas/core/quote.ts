/** Longest part of a value that an error message repeats. */
const QUOTE_LENGTH = 80;
/** Sizes of a shape that it repeats. */
const SHAPE_LENGTH = 16;

/** A value as error messages show it: as JSON, text in quotes, on one line, cut. */
export function quote(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(cut(value));
  // NaN and the infinities of a JSON body.
  if (typeof value === 'symbol') return value.description ?? '';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return value === undefined ? 'nothing' : cut(JSON.stringify(value, writeBigInteger));
}

/** A shape as error messages show it; one that a caller gives may have any number of sizes. */
export function quoteShape(shape: readonly number[]): string {
  const shown = shape.slice(0, SHAPE_LENGTH).join(', ');
  return shape.length > SHAPE_LENGTH ? `[${shown}, …]` : `[${shown}]`;
}

function cut(text: string): string {
  return text.length > QUOTE_LENGTH ? `${text.slice(0, QUOTE_LENGTH)}…` : text;
}

function writeBigInteger(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
