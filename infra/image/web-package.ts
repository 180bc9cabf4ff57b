import { existsSync } from 'node:fs';
import path from 'node:path';
import { findRoot } from './image-context.ts';

/**
 * The folder that a web function's package is zipped from; `scripts/build-web.ts` makes it. Whether
 * it is there is seen when it is used.
 */
export function findWebPackage(): string {
  return path.join(findRoot(import.meta.dirname), 'dist', 'web', 'arm64');
}

/** @throws Error when there is no such folder, or it is no package */
export function requireWebPackage(directory: string): string {
  if (existsSync(path.join(directory, 'index.js'))) return directory;
  throw new Error(
    `webPackage must be a folder with an index.js; there is none in '${directory}'. Leave the prop ` +
      "out to take the one of this package, which 'npm run build' makes.",
  );
}
