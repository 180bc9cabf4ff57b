/**
 * Stages what is zipped for a Lambda Web Function, `dist/web/<architecture>`: `index.js`, which Lambda
 * loads, predict's program beside it, and the native packages where Node finds them. Needs a network
 * only for another processor than this machine's.
 */
import { copyFileSync, cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ARCHITECTURES, type LambdaArchitecture } from './build-images.ts';
import { buildPrograms, listBundled } from './build-functions.ts';
import { fetchNatives } from './fetch-natives.ts';
import { findShippedPackages, formatNotices, type ShippedPackage } from './shipped-packages.ts';
import { LAYERS, type LayerName, stageLayer } from './stage-layers.ts';

const root = path.resolve(import.meta.dirname, '..');

/**
 * @param natives whether the native packages are among it: else whoever takes it finds them in the
 *   image's folder, as they are too large to be shipped twice @default 'with natives'
 * @returns the packages of others whose code is in the bundles
 */
export async function stageWeb(
  architecture: LambdaArchitecture,
  directory = path.join(root, 'dist', 'web', architecture),
  natives: 'with natives' | 'without natives' = 'with natives',
): Promise<ShippedPackage[]> {
  const draft = `${directory}.${process.pid}`;
  try {
    mkdirSync(draft, { recursive: true });
    const metafiles = [
      await buildPrograms(['web/index.ts'], draft),
      await buildPrograms(
        ['predict/process.ts', 'predict/watchdog.ts'],
        path.join(draft, 'predict'),
      ),
    ];
    copyFileSync(
      path.join(root, 'layers', 'maas', 'instances', 'reaper.sh'),
      path.join(draft, 'reaper.sh'),
    );
    if (natives === 'with natives') {
      fetchNatives(ARCHITECTURES[architecture]);
      for (const name of Object.keys(LAYERS) as LayerName[]) placeLayer(name, architecture, draft);
    }
    writeFileSync(path.join(draft, 'package.json'), '{"type":"commonjs"}\n');
    const packages = findShippedPackages(metafiles.flatMap(listBundled));
    writeFileSync(path.join(draft, 'THIRD-PARTY-NOTICES'), formatNotices(packages));
    rmSync(directory, { recursive: true, force: true });
    renameSync(draft, directory); // whole, or not at all
    return packages;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** A web function has no layers: what they hold stands in `node_modules`, and `licenses`. */
function placeLayer(name: LayerName, architecture: LambdaArchitecture, draft: string): void {
  const layer = stageLayer(name, ARCHITECTURES[architecture], path.join(draft, 'layer'));
  cpSync(path.join(layer, 'nodejs', 'node_modules'), path.join(draft, 'node_modules'), {
    recursive: true,
  });
  cpSync(path.join(layer, 'licenses'), path.join(draft, 'licenses'), { recursive: true });
  rmSync(layer, { recursive: true });
}

if (import.meta.main) await stageWeb('arm64');
