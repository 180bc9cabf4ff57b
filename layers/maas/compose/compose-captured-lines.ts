import { CapturedLines } from '../core/capture/captured-lines.ts';
import type { ObjectStore } from '../core/ports/object-store.ts';
import type { Settings } from './settings.ts';

/** Captures are read from this machine's folder, or from the bucket that Firehose writes to. */
export async function composeCapturedLines(
  { captures }: Pick<Settings, 'captures'>,
  store: ObjectStore,
): Promise<CapturedLines> {
  if (captures?.kind === 'files') {
    const { FolderCaptures } = await import('../adapters/captures/folder-captures.ts');
    return new CapturedLines(new FolderCaptures(captures.directory));
  }
  const { StoreCaptures } = await import('../adapters/captures/store-captures.ts');
  return new CapturedLines(new StoreCaptures(store));
}
