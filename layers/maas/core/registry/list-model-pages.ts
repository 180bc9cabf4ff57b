import { LIMITS } from '../../contract/limits.ts';
import type { ModelRecord } from './records.ts';
import type { Page } from './pages.ts';
import type { Registry } from './registry.ts';

/**
 * All models that are not deleted, in pages as large as a store lists them; the next one is read
 * while its reader works on this one.
 */
export async function* listModelPages(
  registry: Registry,
): AsyncGenerator<readonly ModelRecord[], void, undefined> {
  const read = (after?: string): Promise<Page<ModelRecord>> =>
    registry.listModels({ after, limit: LIMITS.listKeys });
  for (let page = await read(); ;) {
    const following = page.next === undefined ? undefined : read(page.next);
    following?.catch(() => undefined); // thrown where it is awaited
    yield page.items;
    if (!following) return;
    page = await following;
  }
}
