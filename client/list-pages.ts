/** The items of all pages, each page asked for when the one before has been read. */
export async function* listPages<K extends string, T>(
  read: (
    after: string | undefined,
  ) => Promise<Readonly<Record<K, readonly T[]>> & { readonly next?: string | undefined }>,
  items: K,
): AsyncGenerator<T> {
  let after: string | undefined;
  do {
    const page = await read(after);
    yield* page[items];
    after = page.next;
  } while (after);
}
