import type { ObjectStore } from '../ports/object-store.ts';

/** All folders under a prefix, without their last `/`. */
export async function listFolders(store: ObjectStore, prefix: string): Promise<string[]> {
  const folders: string[] = [];
  for (let isTruncated = true; isTruncated;) {
    const page = await listFolderPage(store, prefix, folders.at(-1));
    folders.push(...page.folders);
    isTruncated = page.isTruncated;
  }
  return folders;
}

/**
 * A page of them. Stores differ in whether a folder itself comes again after its own name: `0`, the
 * character after `/`, is behind all that is in it.
 */
export async function listFolderPage(
  store: ObjectStore,
  prefix: string,
  after: string | undefined,
  limit?: number,
): Promise<{ folders: string[]; isTruncated: boolean }> {
  const startAfter = after === undefined ? {} : { startAfter: `${after}0` };
  const { keys, isTruncated } = await store.list(prefix, {
    delimiter: '/',
    limit,
    ...startAfter,
  });
  return {
    folders: keys.filter((key) => key.endsWith('/')).map((key) => key.slice(0, -1)),
    isTruncated,
  };
}
