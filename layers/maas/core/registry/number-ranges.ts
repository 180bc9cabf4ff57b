/** Numbers as stretches without gaps, from the first to the last of each, in their order. */
export type NumberRanges = readonly (readonly [first: number, last: number])[];

export function hasNumber(ranges: NumberRanges, number: number): boolean {
  return ranges.some(([first, last]) => number >= first && number <= last);
}

export function addNumbers(ranges: NumberRanges, numbers: Iterable<number>): NumberRanges {
  return toRanges(new Set([...listNumbers(ranges), ...numbers]));
}

export function removeNumbers(ranges: NumberRanges, numbers: Iterable<number>): NumberRanges {
  const removed = new Set(numbers);
  return toRanges(new Set(listNumbers(ranges).filter((number) => !removed.has(number))));
}

export function listNumbers(ranges: NumberRanges): number[] {
  return ranges.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index),
  );
}

function toRanges(numbers: ReadonlySet<number>): NumberRanges {
  const ranges: [number, number][] = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const open = ranges.at(-1);
    if (open?.[1] === number - 1) open[1] = number;
    else ranges.push([number, number]);
  }
  return ranges;
}
