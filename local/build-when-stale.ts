import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { buildFunctions } from '../scripts/build-functions.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
export const FUNCTIONS_DIRECTORY = path.join(ROOT, 'dist', 'functions');
/** Written last by the build. */
const STAMP = path.join(FUNCTIONS_DIRECTORY, 'package.json');
const SOURCES = ['functions', 'layers', 'package-lock.json', 'scripts/build-functions.ts'];

/** Bundles the functions when a source of theirs is newer than the bundles. @returns whether it had to */
export async function buildWhenStale(): Promise<boolean> {
  const builtAtMs = statSync(STAMP, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (SOURCES.every((source) => newestMs(path.join(ROOT, source)) <= builtAtMs)) return false;
  await buildFunctions(FUNCTIONS_DIRECTORY);
  return true;
}

function newestMs(file: string): number {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat?.isDirectory()) return stat?.mtimeMs ?? 0;
  return Math.max(stat.mtimeMs, ...readdirSync(file).map((name) => newestMs(path.join(file, name))));
}
