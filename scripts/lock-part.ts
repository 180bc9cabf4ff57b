import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

interface Locked {
  readonly version: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: unknown;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/**
 * Writes a `package.json` and a `package-lock.json` of some of this repository's packages and all
 * that they need, in the versions and with the checksums of its own lock file: `npm ci` installs
 * the same bytes from any registry.
 * @throws Error where the lock file does not have one of them
 */
export function lockPart(names: readonly string[], directory: string): void {
  const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Locked | undefined>;
  };
  const packages: Record<string, Locked> = {};
  /** As Node looks for a package: below the one that needs it, then beside it. */
  const take = (name: string, from = ''): void => {
    const folder = `${from}node_modules/${name}`;
    const locked = lock.packages[folder];
    if (!locked) {
      if (from === '') throw new Error(`package-lock.json has no ${folder}.`);
      take(name, from.slice(0, from.lastIndexOf('node_modules/')));
      return;
    }
    if (packages[folder]) return;
    const { dev: _, ...rest } = locked;
    packages[folder] = rest;
    for (const needed of Object.keys({ ...locked.dependencies, ...locked.optionalDependencies })) {
      take(needed, `${folder}/`);
    }
  };
  for (const name of names) take(name);
  const wanted = Object.fromEntries(
    names.map((name) => [name, packages[`node_modules/${name}`]?.version]),
  );
  // Packages for other platforms are left out by npm where they are optional.
  const manifest = names.every((name) => packages[`node_modules/${name}`]?.os)
    ? { private: true, optionalDependencies: wanted }
    : { private: true, dependencies: wanted };
  mkdirSync(directory, { recursive: true });
  const write = (file: string, content: unknown): void => {
    writeFileSync(path.join(directory, file), `${JSON.stringify(content, undefined, 2)}\n`);
  };
  write('package.json', manifest);
  write('package-lock.json', {
    lockfileVersion: 3,
    requires: true,
    packages: { '': manifest, ...packages },
  });
}
