import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * Bytes of a socket's path that every system takes: macOS has 104 with the closing zero, Linux 108.
 */
const PATH_BYTES = 103;

export interface SocketPlace {
  readonly path: string;
  remove(): void;
}

/**
 * A place for a socket that this user alone can reach: the folder itself where the path is short
 * enough, else a new one of mode 0700.
 * @param directory one that others may not enter
 */
export function openSocketPlace(directory: string, name: string): SocketPlace {
  if (process.platform === 'win32') {
    return { path: `\\\\.\\pipe\\maas-${randomUUID()}`, remove: () => undefined };
  }
  const file = path.join(directory, `${name}.sock`);
  if (isShort(file)) {
    return {
      path: file,
      remove: () => {
        rmSync(file, { force: true });
      },
    };
  }
  const folder = mkdtempSync(
    path.join(
      isShort(path.join(tmpdir(), 'maas-XXXXXX', `${name}.sock`)) ? tmpdir() : '/tmp',
      'maas-',
    ),
  );
  return {
    path: path.join(folder, `${name}.sock`),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function isShort(file: string): boolean {
  return Buffer.byteLength(file) <= PATH_BYTES;
}
