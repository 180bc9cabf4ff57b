/**
 * Writes what the package hands on of others, as CycloneDX 1.6; the checksums are those of the lock
 * file.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ShippedPackage } from './shipped-packages.ts';

const root = path.resolve(import.meta.dirname, '..');

interface LockFile {
  readonly name: string;
  readonly version: string;
  readonly packages: Readonly<
    Record<string, { readonly version: string; readonly integrity?: string } | undefined>
  >;
}

/** @throws Error when a package that is shipped is not in the lock file */
export function writeBillOfMaterials(shipped: readonly ShippedPackage[], file: string): void {
  const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as LockFile;
  const bill = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        ...toComponent(lock.name, lock.version),
        licenses: [{ expression: 'Apache-2.0' }],
      },
    },
    components: shipped.map((one) => describePackage(one, lock)),
  };
  writeFileSync(file, `${JSON.stringify(bill, undefined, 2)}\n`);
}

function describePackage(
  { name, version, license, directory }: ShippedPackage,
  { packages }: LockFile,
): object {
  const locked = packages[`node_modules/${name}`];
  if (locked?.version !== version || !locked.integrity) {
    throw new Error(
      `${name} ${version} is shipped, and package-lock.json does not name it: run npm ci, and ` +
        'build again.',
    );
  }
  return {
    ...toComponent(name, version),
    hashes: [
      {
        alg: 'SHA-512',
        content: Buffer.from(locked.integrity.replace('sha512-', ''), 'base64').toString('hex'),
      },
    ],
    licenses: [{ expression: license }],
    ...(name.startsWith('@img/sharp-libvips-') && {
      components: listLibrariesOfLibvips(directory),
    }),
  };
}

function toComponent(name: string, version: string): object {
  return {
    type: 'library',
    'bom-ref': `${name}@${version}`,
    name,
    version,
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
  };
}

/** The C libraries that stand in one file with libvips. */
function listLibrariesOfLibvips(directory: string): object[] {
  const versions = JSON.parse(
    readFileSync(path.join(directory, 'versions.json'), 'utf8'),
  ) as Record<string, string>;
  return Object.entries(versions).map(([name, version]) => ({ type: 'library', name, version }));
}
