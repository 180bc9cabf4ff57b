import type { ListOptions, ObjectStore } from '../ports/object-store.ts';

/** All keys under a prefix, page after page. */
export async function listKeys(
  store: Pick<ObjectStore, 'list'>,
  prefix: string,
  options: Omit<ListOptions, 'limit'> = {},
): Promise<string[]> {
  const found: string[] = [];
  for (let { startAfter } = options; ;) {
    const { keys, isTruncated } = await store.list(prefix, { ...options, startAfter });
    found.push(...keys);
    startAfter = keys.at(-1);
    if (!isTruncated || startAfter === undefined) return found;
  }
}
