/**
 * Builds what the npm package holds, for `npm pack`: the construct and the contract compiled, with
 * types and source maps (`dist/lib`), the command line (`dist/cli`), the service of one machine
 * (`dist/local`), and what the image is built from, for both processors (`dist/images`). With
 * these, whoever installs the package installs nothing else: ONNX Runtime's own package would be
 * 114 MB more to download, and its install script fetches CUDA.
 */
import { spawnSync } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ARCHITECTURES, type LambdaArchitecture, stageImage } from './build-images.ts';
import { buildCli } from './build-cli.ts';
import { buildLocal } from './build-local.ts';
import { buildFunctions } from './build-functions.ts';
import { findShippedPackages, type ShippedPackage } from './shipped-packages.ts';
import { stageWeb } from './build-web.ts';
import { LAYERS, type LayerName, listLayerFiles } from './stage-layers.ts';
import { writeBillOfMaterials } from './write-bill-of-materials.ts';

const root = path.resolve(import.meta.dirname, '..');
const library = path.join(root, 'dist', 'lib');

export function compileLibrary(): void {
  const draft = `${library}.${process.pid}`;
  try {
    const compiler = path.join(root, 'node_modules', 'typescript-7', 'bin', 'tsc');
    const { status } = spawnSync(
      process.execPath,
      [compiler, '-p', 'tsconfig.package.json', '--outDir', draft],
      { cwd: root, stdio: 'inherit' },
    );
    if (status !== 0) throw new Error('The package does not compile; the lines above say why.');
    rmSync(library, { recursive: true, force: true });
    renameSync(draft, library);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Lists the packages that the layers copy, for both processors. */
function findNativePackages(): ShippedPackage[] {
  const layers = Object.keys(LAYERS) as LayerName[];
  const files = Object.values(ARCHITECTURES).flatMap((architecture) =>
    layers.flatMap((name) => listLayerFiles(name, architecture)),
  );
  return findShippedPackages(files.map(({ source, file }) => path.join(source, file)));
}

if (import.meta.main) {
  const bundled = [...(await buildFunctions()), ...(await buildCli()), ...(await buildLocal())];
  for (const architecture of Object.keys(ARCHITECTURES) as LambdaArchitecture[]) {
    await stageImage(architecture);
  }
  bundled.push(...(await stageWeb('arm64', undefined, 'without natives')));
  compileLibrary();
  const shipped = [...bundled, ...findNativePackages()];
  writeBillOfMaterials(
    [...new Map(shipped.map((one) => [one.directory, one])).values()],
    path.join(root, 'dist', 'sbom.cdx.json'),
  );
}
