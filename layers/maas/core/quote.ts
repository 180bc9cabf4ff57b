/** Longest part of a value that an error message repeats. */
const QUOTE_LENGTH = 80;

/** A value as error messages show it: quoted, on one line, cut. */
export function quote(value: unknown): string {
  const text = typeof value === 'string' ? value : value === undefined ? 'nothing' : JSON.stringify(value, writeBigInteger);
  return JSON.stringify(text.length > QUOTE_LENGTH ? `${text.slice(0, QUOTE_LENGTH)}…` : text);
}

function writeBigInteger(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
