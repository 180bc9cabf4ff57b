import { push, replaceFirst } from '../heap.ts';

/** A run of characters with its token; those that are not in the vocabulary stay alone. */
export interface Run {
  readonly id: number | undefined;
  readonly start: number;
  readonly end: number;
}

interface Merge {
  readonly rank: number;
  readonly id: number;
}

/** One that can be made: it is stale where one of its two has changed since. */
interface Candidate extends Merge {
  readonly left: number;
  readonly right: number;
  readonly ids: number;
}

/** Ids are less than 2^26: a pair fits into a number. */
const SHIFT = 2 ** 26;

/**
 * Merges neighbours, the pair of the lowest rank first, of equal ones the leftmost.
 * @throws Error when a merge makes what the vocabulary does not have
 */
export function createMerges(
  merges: readonly (string | readonly [string, string])[],
  vocabulary: ReadonlyMap<string, number>,
): (ids: readonly (number | undefined)[]) => Run[] {
  const known = new Map(
    merges.map((merge, rank): [number, Merge] => {
      const [left = '', right = ''] = typeof merge === 'string' ? merge.split(' ') : merge;
      const [a, b, id] = [
        vocabulary.get(left),
        vocabulary.get(right),
        vocabulary.get(left + right),
      ];
      if (a === undefined || b === undefined || id === undefined) {
        throw new Error(
          `The merge ${JSON.stringify([left, right])} names tokens that the vocabulary lacks.`,
        );
      }
      return [a * SHIFT + b, { rank, id }];
    }),
  );
  return (ids) =>
    mergeRuns(ids, (left, right) =>
      left === undefined || right === undefined ? undefined : known.get(left * SHIFT + right),
    );
}

function mergeRuns(
  first: readonly (number | undefined)[],
  find: (left: number | undefined, right: number | undefined) => Merge | undefined,
): Run[] {
  const ids = [...first];
  const ends = ids.map((_, index) => index + 1); // a run that was swallowed has none
  const befores = ids.map((_, index) => index - 1);
  const queue: Candidate[] = [];
  const offer = (left: number): void => {
    const right = ends[left] ?? ids.length;
    const merge = left < 0 || right >= ids.length ? undefined : find(ids[left], ids[right]);
    if (merge) {
      const pair = (ids[left] ?? 0) * SHIFT + (ids[right] ?? 0);
      push(queue, { ...merge, left, right, ids: pair }, isBefore);
    }
  };
  ids.forEach((_, index) => {
    offer(index);
  });
  for (let next = pop(queue); next; next = pop(queue)) {
    const { left, right, id } = next;
    if (
      ends[left] !== right ||
      ends[right] === -1 ||
      (ids[left] ?? 0) * SHIFT + (ids[right] ?? 0) !== next.ids
    ) {
      continue;
    }
    ids[left] = id;
    const end = ends[right] ?? ids.length;
    ends[left] = end;
    ends[right] = -1;
    if (end < ids.length) befores[end] = left;
    offer(befores[left] ?? -1);
    offer(left);
  }
  const runs: Run[] = [];
  for (let start = 0; start < ids.length; start = ends[start] ?? ids.length) {
    runs.push({ id: ids[start], start, end: ends[start] ?? ids.length });
  }
  return runs;
}

function isBefore(a: Candidate, b: Candidate): boolean {
  return a.rank < b.rank || (a.rank === b.rank && a.left < b.left);
}

function pop(heap: Candidate[]): Candidate | undefined {
  const [top] = heap;
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return top;
  replaceFirst(heap, last, isBefore);
  return top;
}
