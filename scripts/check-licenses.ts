/**
 * True if every package that the lock file names is under a licence that this project takes, and
 * whether the registry knows of a fault in one. A registry that answers no audits (mirrors mostly
 * do not) is named, and is no fault.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

/**
 * Permissive ones; and two that ask for more of whoever changes the files: the LGPL of sharp's
 * libvips, which is linked dynamically and handed on unchanged with its text, and the MPL of axe,
 * a tool of the tests that is handed on to nobody.
 */
const TAKEN = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC-BY-4.0',
  'CC0-1.0',
  'ISC',
  'LGPL-3.0-or-later',
  'MIT',
  'MPL-2.0',
  'Python-2.0',
]);

interface Locked {
  readonly license?: string;
  readonly link?: boolean;
}

/** `A OR B` needs one of them, `A AND B` all. */
export function isTaken(expression: string): boolean {
  const bare = expression.replace(/^\((.*)\)$/, '$1');
  const [separator, needs] = bare.includes(' OR ')
    ? [' OR ', 'some' as const]
    : [' AND ', 'every' as const];
  return bare.split(separator)[needs]((license) => TAKEN.has(license));
}

function findUnlicensed(): string[] {
  const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Locked>;
  };
  return Object.entries(packages)
    .filter(
      ([folder, { license, link }]) =>
        folder.includes('node_modules/') && link !== true && !isTaken(license ?? ''),
    )
    .map(([folder, { license }]) => `${folder}: ${license ?? 'no licence'}`);
}

interface Audit {
  readonly metadata?: { readonly vulnerabilities: Record<string, number> };
  /** The status of the registry's refusal. */
  readonly statusCode?: number;
}

function audit(): Audit {
  const { stdout } = spawnSync('npm', ['audit', '--json', '--package-lock-only'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    shell: process.platform === 'win32',
  });
  return JSON.parse(stdout) as Audit;
}

if (import.meta.main) {
  const unlicensed = findUnlicensed();
  for (const line of unlicensed) {
    console.error(`Not under a licence that this project takes: ${line}`);
  }
  const { metadata, statusCode } = audit();
  const { high = 0, critical = 0 } = metadata?.vulnerabilities ?? {};
  console.log(
    metadata
      ? `npm audit: ${JSON.stringify(metadata.vulnerabilities)}`
      : `npm audit: this registry answers none (status ${statusCode ?? 'unknown'})`,
  );
  const checks = [unlicensed.length === 0, ...(metadata ? [high + critical === 0] : [])];
  const failed = checks.filter((isRight) => !isRight).length;
  console.log(`licenses: ${checks.length - failed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}
