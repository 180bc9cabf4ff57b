/**
 * Bundles the command line to `dist/cli/main.js`, one file for any Node from 20 on, so that whoever
 * installs the package installs nothing else for it.
 */
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { findShippedPackages, formatNotices, type ShippedPackage } from './shipped-packages.ts';
import { BUNDLE_OPTIONS } from './build-functions.ts';

const root = path.resolve(import.meta.dirname, '..');

/** @returns the packages of others whose code is in it */
export async function buildCli(
  outDirectory = path.join(root, 'dist', 'cli'),
): Promise<ShippedPackage[]> {
  const outfile = path.join(outDirectory, 'main.js');
  const { metafile } = await build({
    ...BUNDLE_OPTIONS,
    target: 'node20',
    entryPoints: [path.join(root, 'cli', 'main.ts')],
    outfile,
    sourcemap: false,
    external: [],
    banner: { js: '#!/usr/bin/env node' },
  });
  chmodSync(outfile, 0o755);
  const packages = findShippedPackages(
    Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs)),
  );
  writeFileSync(path.join(outDirectory, 'package.json'), '{"type":"commonjs"}\n');
  writeFileSync(path.join(outDirectory, 'THIRD-PARTY-NOTICES'), formatNotices(packages));
  return packages;
}

if (import.meta.main) await buildCli();
