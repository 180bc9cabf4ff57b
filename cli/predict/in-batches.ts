/** Lists of up to `size` items, in their order. */
export async function* inBatches<T>(
  items: AsyncIterable<T>,
  size: number,
  isAlone: (item: T) => boolean = () => false,
): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    if (batch.length > 0 && isAlone(item)) {
      yield batch;
      batch = [];
    }
    batch.push(item);
    if (batch.length === size || isAlone(item)) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

/** Asks for several batches at a time, and gives their answers in the order of the batches. */
export async function* mapInOrder<T, R>(
  items: AsyncIterable<T>,
  parallel: number,
  map: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const running: Promise<R>[] = [];
  for await (const item of items) {
    const answer = map(item);
    answer.catch(() => undefined); // Thrown where its turn comes.
    running.push(answer);
    if (running.length === parallel) yield* running.splice(0, 1);
  }
  yield* running;
}
