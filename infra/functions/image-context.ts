import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Architecture } from 'aws-cdk-lib/aws-lambda';

/** Where `scripts/build-images.ts` puts one self-contained folder per architecture. */
export const IMAGE_CONTEXTS = path.resolve(import.meta.dirname, '..', '..', 'dist', 'images');

/** The folder that the functions' image is built from. Whether it is there is seen when it is used. */
export function findImageContext(architecture: Architecture): string {
  return path.join(IMAGE_CONTEXTS, architecture.name);
}

/** @throws Error when there is no such folder, or it is no image context */
export function requireImageContext(directory: string): string {
  if (existsSync(path.join(directory, 'Dockerfile'))) return directory;
  throw new Error(`imageContext must be a folder with a Dockerfile; there is none in '${directory}'. 'npm run build' makes it.`);
}
