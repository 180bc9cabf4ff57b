import { mkdirSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { ByteStream } from '../../core/ports/object-store.ts';

/** A file that holds an object, or a part of one. */
export interface ObjectFile {
  readonly name: string;
  readonly sizeBytes: number;
}

/** A stretch of one file. */
interface Stretch {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const READ_BYTES = 1024 * 1024;

/**
 * The files of a file store: each is written once, by `ObjectFileWriter`, under a name of its own,
 * and never changed.
 */
export class ObjectFiles {
  readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
    mkdirSync(directory, { recursive: true });
  }

  toPath(name: string): string {
    return path.join(this.directory, name);
  }

  /**
   * The bytes from `start` to `end` of the files joined. All are open before the first is read:
   * whoever replaces the object takes away names, not bytes.
   * @throws Error with the code ENOENT
   */
  async read(files: readonly ObjectFile[], start: number, end: number): Promise<ByteStream> {
    const stretches = toStretches(files, start, end);
    const handles: FileHandle[] = [];
    try {
      for (const { name } of stretches) handles.push(await open(this.toPath(name)));
    } catch (error) {
      await closeAll(handles);
      throw error;
    }
    return readAndClose(handles, stretches);
  }
}

function toStretches(files: readonly ObjectFile[], start: number, end: number): Stretch[] {
  const stretches: Stretch[] = [];
  let offset = 0;
  for (const { name, sizeBytes } of files) {
    const stretch = {
      name,
      start: Math.max(0, start - offset),
      end: Math.min(sizeBytes, end - offset),
    };
    if (stretch.start < stretch.end) stretches.push(stretch);
    offset += sizeBytes;
  }
  return stretches;
}

async function* readAndClose(handles: FileHandle[], stretches: readonly Stretch[]): ByteStream {
  try {
    for (const [index, { start, end }] of stretches.entries()) {
      const stream = handles[index]?.createReadStream({
        start,
        end: end - 1,
        highWaterMark: READ_BYTES,
        autoClose: false,
      });
      if (stream) yield* stream as ByteStream;
    }
  } finally {
    await closeAll(handles);
  }
}

async function closeAll(handles: readonly FileHandle[]): Promise<void> {
  await Promise.all(handles.map((handle) => handle.close()));
}
