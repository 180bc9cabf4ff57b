import type { ByteStream } from '../ports/object-store.ts';
import type { FileBytes } from '../ports/model-runtime.ts';

/** Room on the local disk, where a bundle is taken apart. */
export interface Workspace {
  /** An empty folder of its own for each call. */
  open(): Promise<WorkFolder>;
}

export interface WorkFolder {
  readonly path: string;
  write(path: string, content: ByteStream | Iterable<Uint8Array>): Promise<void>;
  read(path: string): ByteStream;
  /** Calls `use` with a file's bytes at hand. */
  withFile<T>(path: string, use: (file: FileBytes) => Promise<T>): Promise<T>;
  remove(): Promise<void>;
}
