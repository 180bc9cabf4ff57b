/** Writes what the package hands on of others, as CycloneDX: npm's own bill of the lock file, less what only builds and tests. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ShippedPackage } from './shipped-packages.ts';

const root = path.resolve(import.meta.dirname, '..');

interface Component {
  readonly type: string;
  readonly name: string;
  readonly version: string;
  readonly purl?: string;
  readonly components?: readonly Component[];
}

interface Bill {
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies?: unknown;
}

/** @throws Error when a package that is shipped is not in the lock file */
export function writeBillOfMaterials(shipped: readonly ShippedPackage[], file: string): void {
  const { dependencies: _, ...bill } = readBillOfLockFile();
  const components = shipped.map(({ name, version, license, directory }) => {
    const known = bill.components.find((component) => component.name === name && component.version === version);
    if (!known) throw new Error(`${name} ${version} is shipped, and package-lock.json does not name it: run npm ci, and build again.`);
    const component = { ...known, licenses: [{ expression: license }] }; // npm leaves those of two out
    return name.startsWith('@img/sharp-libvips-') ? { ...component, components: listLibrariesOfLibvips(directory) } : component;
  });
  // npm names the component after the folder that it ran in.
  const component = { ...bill.metadata.component, name: 'serverless-maas' };
  writeFileSync(file, `${JSON.stringify({ ...bill, metadata: { ...bill.metadata, component }, components }, undefined, 2)}\n`);
}

function readBillOfLockFile(): Bill {
  const { status, stdout, stderr } = spawnSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'], { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28, shell: process.platform === 'win32' });
  if (status !== 0) throw new Error(`'npm sbom' failed: ${stderr.trim()}`);
  return JSON.parse(stdout) as Bill;
}

/** The C libraries that stand in one file with libvips. */
function listLibrariesOfLibvips(directory: string): Component[] {
  const versions = JSON.parse(readFileSync(path.join(directory, 'versions.json'), 'utf8')) as Record<string, string>;
  return Object.entries(versions).map(([library, version]) => ({ type: 'library', name: library, version }));
}
