/**
 * Maps items by so many calls at the same time: a store does not take any number of requests at
 * once. The results keep their order.
 */
export async function mapParallel<T, U>(
  items: readonly T[],
  most: number,
  map: (item: T) => Promise<U>,
): Promise<U[]> {
  const results: U[] = [];
  const entries = items.entries();
  const work = async (): Promise<void> => {
    for (const [index, item] of entries) results[index] = await map(item);
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, work));
  return results;
}
