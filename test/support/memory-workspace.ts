import type { WorkFolder, Workspace } from '../../layers/maas/core/ingest/workspace.ts';
import type { FileBytes } from '../../layers/maas/core/ports/model-runtime.ts';
import { toFileBytes } from './file-bytes.ts';

/** A disk in memory. */
export class MemoryWorkspace implements Workspace {
  async open(): Promise<WorkFolder> {
    const files = new Map<string, Buffer>();
    const get = (path: string): Buffer => {
      const bytes = files.get(path);
      if (!bytes) throw new Error(`There is no ${path}.`);
      return bytes;
    };
    return {
      path: 'memory',
      write: async (path, content) => {
        const chunks: Uint8Array[] = [];
        for await (const chunk of content) chunks.push(Uint8Array.from(chunk));
        files.set(path, Buffer.concat(chunks));
      },
      read: async function* read(path) {
        yield get(path);
      },
      withFile: async <T>(path: string, use: (file: FileBytes) => Promise<T>) =>
        use(toFileBytes(get(path))),
      remove: async () => {
        files.clear();
      },
    };
  }
}
