import { execFile } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { IS_PACKAGED, PLACES } from './places/places.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const BUILD_SCRIPT = path.join(ROOT, 'scripts', 'build-functions.ts');
/** Written last by the build. */
const STAMP = path.join(PLACES.functions, 'package.json');
const SOURCES = [
  path.join(ROOT, 'functions'),
  path.join(ROOT, 'layers'),
  path.join(ROOT, 'package-lock.json'),
  BUILD_SCRIPT,
];

/**
 * Bundles the functions when a source of theirs is newer than the bundles; in a process of its own,
 * as the bundler would stay in memory. The package has them built.
 * @throws Error with what the bundler said
 */
export async function buildWhenStale(): Promise<void> {
  if (IS_PACKAGED) return;
  const builtAtMs = statSync(STAMP, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (SOURCES.some((source) => newestMs(source) > builtAtMs)) {
    await promisify(execFile)(process.execPath, [BUILD_SCRIPT], { cwd: ROOT });
  }
}

function newestMs(file: string): number {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat?.isDirectory()) return stat?.mtimeMs ?? 0;
  return Math.max(
    stat.mtimeMs,
    ...readdirSync(file).map((name) => newestMs(path.join(file, name))),
  );
}
