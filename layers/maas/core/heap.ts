/** A binary heap: the first of its items by `isBefore` is at index 0. */

/** Adds an item. */
export function push<T>(heap: T[], item: T, isBefore: (a: T, b: T) => boolean): void {
  let at = heap.length;
  heap.push(item);
  for (
    let parent = (at - 1) >> 1;
    at > 0 && isBefore(item, heap[parent] ?? item);
    parent = (at - 1) >> 1
  ) {
    heap[at] = heap[parent] ?? item;
    at = parent;
  }
  heap[at] = item;
}

/** Puts an item in the place of the first one. */
export function replaceFirst<T>(heap: T[], item: T, isBefore: (a: T, b: T) => boolean): void {
  let at = 0;
  for (let child = 1; child < heap.length; child = 2 * at + 1) {
    if (child + 1 < heap.length && isBefore(heap[child + 1] ?? item, heap[child] ?? item)) child++;
    const first = heap[child] ?? item;
    if (!isBefore(first, item)) break;
    heap[at] = first;
    at = child;
  }
  heap[at] = item;
}
