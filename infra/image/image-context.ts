import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Architecture } from 'aws-cdk-lib/aws-lambda';

/**
 * The folder that the functions' image is built from; `scripts/build-images.ts` makes one per
 * architecture. Whether it is there is seen when it is used.
 */
export function findImageContext(architecture: Architecture): string {
  return path.join(findRoot(import.meta.dirname), 'dist', 'images', architecture.name);
}

/** @throws Error when there is no such folder, or it is no image context */
export function requireImageContext(directory: string): string {
  if (existsSync(path.join(directory, 'Dockerfile'))) return directory;
  throw new Error(
    `imageContext must be a folder with a Dockerfile; there is none in '${directory}'. Leave ` +
      `the prop out to take the one of this package, which 'npm run build' makes.`,
  );
}

/** The package's folder, from this file's source and from what is compiled of it alike. */
export function findRoot(directory: string): string {
  return existsSync(path.join(directory, 'package.json'))
    ? directory
    : findRoot(path.dirname(directory));
}
