/**
 * Which packages of others travel in what we hand on: those whose code esbuild put into the
 * functions, and those that a layer copies.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A package of somebody else's, as it stands in `node_modules`. */
export interface ShippedPackage {
  readonly name: string;
  readonly version: string;
  readonly directory: string;
  /** An SPDX expression. */
  readonly license: string;
  /** The text of its licence, where the package brings one. */
  readonly text?: string;
}

const root = path.resolve(import.meta.dirname, '..');
const LICENSE_FILE = /^(licen[cs]e|copying|notice)(\.(md|txt))?$/i;

/**
 * @param files paths, or those below the root, as esbuild's metafile names its inputs
 * @returns each package once, by name
 * @throws Error when a package says of no licence that it is under it
 */
export function findShippedPackages(files: Iterable<string>): ShippedPackage[] {
  const directories = new Set([...files].flatMap((file) => findPackageDirectory(file) ?? []));
  return [...directories].sort().map((directory) => readPackage(path.resolve(root, directory)));
}

/**
 * `node_modules/@scope/name` of the innermost package, or one that was got for another processor;
 * undefined for a file of our own.
 */
function findPackageDirectory(file: string): string | undefined {
  return /^(?:.*\/)?(?:node_modules|dist\/natives)\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

function readPackage(directory: string): ShippedPackage {
  const { name, version, license } = JSON.parse(
    readFileSync(path.join(directory, 'package.json'), 'utf8'),
  ) as Partial<ShippedPackage>;
  if (!name || !version || !license) {
    throw new Error(
      `${directory}/package.json names no license: read the package's own words, and do ` +
        'without it if there are none.',
    );
  }
  const texts = readdirSync(directory)
    .filter((file) => LICENSE_FILE.test(file))
    .sort();
  if (texts.length === 0) return { name, version, license, directory };
  return {
    name,
    version,
    license,
    directory,
    text: texts.map((file) => readFileSync(path.join(directory, file), 'utf8').trim()).join('\n\n'),
  };
}

/**
 * One text, as the licences ask of whoever hands their code on: each licence's words once, under
 * the names of the packages that bring them.
 */
export function formatNotices(packages: readonly ShippedPackage[]): string {
  const byText = Map.groupBy(packages, ({ text }) => text);
  const sections = [...byText].map(
    ([text, those]) => `${those.map(nameWithLicense).join('\n')}\n\n${text ?? NO_TEXT}\n`,
  );
  return [
    'The code in this folder contains these packages, each under its own licence.\n',
    ...sections,
  ].join(`\n${'-'.repeat(80)}\n\n`);
}

const NO_TEXT =
  'These packages name their licence in package.json and bring no text of it; ' +
  'spdx.org/licenses has it under that name.';

function nameWithLicense({ name, version, license }: ShippedPackage): string {
  return `${name} ${version} (${license})`;
}
