/** The items of all pages, each page asked for when the one before has been read. */
export async function* listPages<P extends { readonly next?: string | undefined }, T>(
  read: (after: string | undefined) => Promise<P>,
  toItems: (page: P) => readonly T[],
): AsyncGenerator<T> {
  let after: string | undefined;
  do {
    const page = await read(after);
    yield* toItems(page);
    after = page.next;
  } while (after);
}
