export const [MINUS, COMMA, ZERO, SPACE] = [0x2d, 0x2c, 0x30, 0x20];
const [OPEN, CLOSE, TAB, NEWLINE, RETURN] = [0x5b, 0x5d, 0x09, 0x0a, 0x0d];
const FOUR_SPACES = 0x20202020;
/** How many bytes a number is looked at in advance. */
const AHEAD = 3;

/**
 * Reads numbers with commas between them, from a place on, as the elements from one index up to
 * another. @returns where it ends; -1 for what it does not read
 */
export type ReadRow<T> = (
  text: Uint8Array,
  words: DataView,
  start: number,
  elements: T,
  from: number,
  to: number,
) => number;

/**
 * Reads a list of numbers, flat or nested as the shape says, row by row.
 * @param text ends with its bracket, and its buffer has a few bytes more
 * @param shape without zeros
 * @param make for so many elements
 * @returns undefined for what it does not read: whatever is no such list, and what `readRow` does
 *   not read
 */
export function readList<T>(
  text: Uint8Array,
  shape: readonly number[],
  make: (count: number) => T,
  readRow: ReadRow<T>,
): T | undefined {
  const count = shape.reduce((product, size) => product * size, 1);
  const isKnown = text.byteOffset + text.length + AHEAD <= text.buffer.byteLength;
  // Each number takes two bytes with its comma.
  if (!isKnown || text.at(-1) !== CLOSE || count * 2 > text.length) return undefined;
  const words = new DataView(text.buffer, text.byteOffset, text.length + AHEAD);
  const axes = text[skipSpace(text, words, 1)] === OPEN ? shape : [count];
  const width = axes.at(-1) ?? 0;
  const elements = make(count);
  let at = pass(text, words, 0, OPEN, axes.length);
  for (let from = 0; from < count && at !== -1; from += width) {
    if (from > 0) {
      const ended = countEnded(axes, from);
      at = pass(text, words, at, CLOSE, ended);
      at = pass(text, words, at, COMMA, 1);
      at = pass(text, words, at, OPEN, ended);
    }
    if (at !== -1) at = readRow(text, words, at, elements, from, from + width);
  }
  at = pass(text, words, at, CLOSE, axes.length);
  return at === text.length ? elements : undefined;
}

/** The number of lists that end before the element with this index. */
function countEnded(axes: readonly number[], index: number): number {
  let ended = 0;
  let rest = index;
  for (let axis = axes.length - 1; rest % (axes[axis] ?? 0) === 0; axis--) {
    rest /= axes[axis] ?? 0;
    ended++;
  }
  return ended;
}

/** @returns where so many of a mark end; -1 where they are not there, or from -1 on */
function pass(
  text: Uint8Array,
  words: DataView,
  from: number,
  mark: number,
  times: number,
): number {
  let at = from;
  for (let time = 0; time < times && at !== -1; time++) {
    at = skipSpace(text, words, at);
    at = text[at] === mark ? at + 1 : -1;
  }
  return at;
}

/** Four at once, as indented JSON has them. @returns where they end */
export function skipSpace(text: Uint8Array, words: DataView, from: number): number {
  let at = from;
  let byte = text[at] ?? 0;
  while (byte <= SPACE) {
    if (byte !== SPACE && byte !== NEWLINE && byte !== RETURN && byte !== TAB) return at;
    at++;
    if (byte === NEWLINE) while (words.getInt32(at, true) === FOUR_SPACES) at += 4;
    byte = text[at] ?? 0;
  }
  return at;
}
