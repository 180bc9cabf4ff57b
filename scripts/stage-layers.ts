/**
 * Copies the pruned native packages to where Lambda looks for a layer's: `nodejs/node_modules`,
 * below `/opt` at run time.
 */
import { chmodSync, cpSync, globSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { listOnnxRuntimeFiles } from '../layers/onnxruntime/files.ts';
import { listSharpFiles } from '../layers/sharp/files.ts';
import { NATIVES } from './fetch-natives.ts';

/** As Node calls them. */
export type NodeArchitecture = 'x64' | 'arm64';

export const LAYERS = { onnxruntime: listOnnxRuntimeFiles, sharp: listSharpFiles } as const;
export type LayerName = keyof typeof LAYERS;

/**
 * The packages that npm installed on this machine, and those that it left out as they are for
 * another.
 */
const SOURCES = [path.resolve(import.meta.dirname, '..', 'node_modules'), NATIVES];

/** @returns the directory. @throws Error when a file is missing, saying how to get it */
export function stageLayer(
  name: LayerName,
  architecture: NodeArchitecture,
  directory: string,
  sources: readonly string[] = SOURCES,
): string {
  rmSync(directory, { recursive: true, force: true });
  for (const { source, file } of listLayerFiles(name, architecture, sources)) {
    copy(path.join(source, file), path.join(directory, 'nodejs', 'node_modules', file));
  }
  copyLicenses(name, path.join(directory, 'licenses'));
  return directory;
}

/**
 * The files of a layer, each below its source.
 * @throws Error when one is missing, saying how to get it
 */
export function listLayerFiles(
  name: LayerName,
  architecture: NodeArchitecture,
  sources: readonly string[] = SOURCES,
): { source: string; file: string }[] {
  return LAYERS[name](architecture).flatMap((pattern) => {
    const found = sources
      .map((source) => ({ source, files: globSync(pattern, { cwd: source }) }))
      .find(({ files }) => files.length > 0);
    if (!found) {
      throw new Error(`There is no ${pattern} in node_modules. ${tellHowToInstall(pattern)}`);
    }
    return found.files.map((file) => ({ source: found.source, file }));
  });
}

/** The texts that the packages leave out, and that whoever hands them on owes. */
function copyLicenses(name: LayerName, directory: string): void {
  const source = path.join(import.meta.dirname, '..', 'layers', name, 'licenses');
  for (const file of globSync('*.txt', { cwd: source })) {
    copy(path.join(source, file), path.join(directory, name, file));
  }
}

/** Readable by whatever user the function runs as, whatever the umask was. */
function copy(from: string, to: string): void {
  mkdirSync(path.dirname(to), { recursive: true, mode: 0o755 });
  cpSync(from, to);
  chmodSync(to, 0o644);
}

function tellHowToInstall(pattern: string): string {
  const [, foreign] = /^@img\/sharp-(?:libvips-)?linux-(x64|arm64)/.exec(pattern) ?? [];
  return foreign === undefined
    ? "'npm ci' puts it there."
    : 'npm leaves out what is for other machines than this one; get it by: node ' +
        `scripts/launch.mjs scripts/fetch-natives.ts ${foreign}`;
}
