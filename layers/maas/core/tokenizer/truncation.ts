export const TRUNCATIONS = ['longest_first', 'only_first', 'only_second'] as const;
export type Truncation = (typeof TRUNCATIONS)[number];

/**
 * Fits the tokens of a text and of its pair into the room, as the Rust library does:
 * `longest_first` leaves the shorter one alone as long as it can.
 * @param room tokens for both together, special ones not counted
 * @returns undefined where the text to be cut is not long enough
 */
export function fitLengths(
  first: number,
  second: number | undefined,
  room: number,
  strategy: Truncation,
): readonly [number, number] | undefined {
  const over = first + (second ?? 0) - room;
  if (over <= 0) return [first, second ?? 0];
  if (room === 0) return [0, 0];
  if (strategy === 'longest_first') {
    return second === undefined ? [room, 0] : fitBoth(first, second, room);
  }
  const [cut, kept] = strategy === 'only_first' ? [first, second ?? 0] : [second ?? 0, first];
  if (cut <= over) return undefined;
  return strategy === 'only_first' ? [cut - over, kept] : [kept, cut - over];
}

function fitBoth(first: number, second: number, room: number): readonly [number, number] {
  const isSwapped = first > second;
  let shorter = isSwapped ? second : first;
  let longer = shorter > room ? shorter : Math.max(shorter, room - shorter);
  if (shorter + longer > room) {
    shorter = Math.floor(room / 2);
    longer = shorter + (room % 2);
  }
  return isSwapped ? [longer, shorter] : [shorter, longer];
}

/** Counts the windows of `toWindows` before they are made. @param stride less than `room` */
export function countWindows(length: number, room: number, stride: number): number {
  return length <= room ? 1 : Math.ceil((length - room) / (room - stride)) + 1;
}

/**
 * Ranges of `room` tokens that cover `length` tokens, each beginning `stride` tokens before the
 * last one ended.
 */
export function toWindows(
  length: number,
  room: number,
  stride: number,
): readonly (readonly [number, number])[] {
  const windows: [number, number][] = [];
  for (
    let start = 0;
    windows.length === 0 || (windows.at(-1)?.[1] ?? 0) < length;
    start += room - stride
  ) {
    windows.push([start, Math.min(start + room, length)]);
  }
  return windows;
}
