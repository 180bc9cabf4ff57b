/** @throws the signal's reason, at once when it comes */
export async function wait(waitMs: number, signal: AbortSignal | undefined): Promise<void> {
  let timer;
  await new Promise<unknown>((resolve) => {
    timer = setTimeout(resolve, waitMs);
    signal?.addEventListener('abort', resolve);
  });
  clearTimeout(timer);
  signal?.throwIfAborted();
}
