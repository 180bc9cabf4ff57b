/** Copies the pruned native packages to where Lambda looks for a layer's: `nodejs/node_modules`, below `/opt` at run time. */
import { chmodSync, cpSync, globSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { listOnnxRuntimeFiles } from '../layers/onnxruntime/files.ts';
import { listSharpFiles } from '../layers/sharp/files.ts';

/** As Node calls them. */
export type NodeArchitecture = 'x64' | 'arm64';

export const LAYERS = { onnxruntime: listOnnxRuntimeFiles, sharp: listSharpFiles } as const;
export type LayerName = keyof typeof LAYERS;

const modules = path.resolve(import.meta.dirname, '..', 'node_modules');

/** @returns the directory. @throws Error when a file is missing, saying how to get it */
export function stageLayer(name: LayerName, architecture: NodeArchitecture, directory: string): string {
  rmSync(directory, { recursive: true, force: true });
  for (const pattern of LAYERS[name](architecture)) {
    const files = globSync(pattern, { cwd: modules });
    if (files.length === 0) throw new Error(`There is no ${pattern} in node_modules. ${tellHowToInstall(pattern)}`);
    for (const file of files) copy(path.join(modules, file), path.join(directory, 'nodejs', 'node_modules', file));
  }
  return directory;
}

/** Readable by whatever user the function runs as, whatever the umask was. */
function copy(from: string, to: string): void {
  mkdirSync(path.dirname(to), { recursive: true, mode: 0o755 });
  cpSync(from, to);
  chmodSync(to, 0o644);
}

function tellHowToInstall(pattern: string): string {
  const foreign = /^@img\/sharp-(?:libvips-)?linux-(x64|arm64)/.exec(pattern);
  if (!foreign) return "'npm ci' puts it there.";
  const packages = [`@img/sharp-linux-${String(foreign[1])}`, `@img/sharp-libvips-linux-${String(foreign[1])}`].join(' ');
  return `npm leaves out what is for other machines than this one; get it by: npm install --no-save --force ${packages}`;
}
