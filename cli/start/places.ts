import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { findVariable, type Environment } from '../connect/environment.ts';
import { CliError } from '../errors.ts';

/** The bundle stands in `dist/cli` of the package; these sources have no `dist` around them. */
const DIST = path.resolve(import.meta.dirname, '..');

/** The program of the service. @throws CliError in the repository, which has a start of its own */
export function requireService(): string {
  const file = path.join(DIST, 'local', 'main.mjs');
  if (existsSync(file)) return file;
  throw new CliError('usage', 'The service is not built beside this command line.', {
    fix: 'npm start (in the repository)',
  });
}

/** Pinned packages, as `scripts/lock-part.ts` writes them: `package.json` and its lock file. */
export function findPart(name: 'node' | 'natives'): string {
  return path.join(DIST, 'local', 'install', name);
}

/** The native modules of the images: those of Linux. */
export function listImageModules(architecture: string): string[] {
  const image = architecture === 'arm64' ? 'arm64' : 'x86_64';
  return ['onnxruntime', 'sharp'].map((layer) =>
    path.join(DIST, 'images', image, 'layers', layer, 'nodejs', 'node_modules'),
  );
}

/** `$XDG_CACHE_HOME/serverless-maas`: it can be deleted at any time. */
export function findCache(environment: Environment): string {
  const folder = findVariable(environment, 'XDG_CACHE_HOME') ?? path.join(homedir(), '.cache');
  return path.join(folder, 'serverless-maas');
}
