/**
 * Stages what the functions' image is built from: one self-contained folder per architecture,
 * `dist/images/<architecture>`, so that whatever changes the image changes the folder's hash, and a
 * deploy. Needs no Docker; a network only for another processor than this machine's.
 */
import { copyFileSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { buildFunctions } from './build-functions.ts';
import { fetchNatives } from './fetch-natives.ts';
import { LAYERS, type LayerName, type NodeArchitecture, stageLayer } from './stage-layers.ts';

/** As Lambda calls them, with Node's names. */
export const ARCHITECTURES = { x86_64: 'x64', arm64: 'arm64' } as const satisfies Record<
  string,
  NodeArchitecture
>;
export type LambdaArchitecture = keyof typeof ARCHITECTURES;

const root = path.resolve(import.meta.dirname, '..');

/** @returns the folder, as an image context */
export async function stageImage(
  architecture: LambdaArchitecture,
  directory = path.join(root, 'dist', 'images', architecture),
): Promise<string> {
  const draft = `${directory}.${process.pid}`;
  try {
    mkdirSync(draft, { recursive: true });
    await buildFunctions(path.join(draft, 'functions'));
    fetchNatives(ARCHITECTURES[architecture]);
    for (const name of Object.keys(LAYERS) as LayerName[]) {
      stageLayer(name, ARCHITECTURES[architecture], path.join(draft, 'layers', name));
    }
    copyFileSync(path.join(root, 'functions', 'Dockerfile'), path.join(draft, 'Dockerfile'));
    rmSync(directory, { recursive: true, force: true });
    renameSync(draft, directory); // whole, or not at all
    return directory;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  for (const architecture of process.argv.slice(2)) {
    console.log(await stageImage(parseArchitecture(architecture)));
  }
}

function parseArchitecture(text: string): LambdaArchitecture {
  if (text in ARCHITECTURES) return text as LambdaArchitecture;
  throw new Error(
    `The architecture must be ${Object.keys(ARCHITECTURES).join(' or ')}; got '${text}'.`,
  );
}
