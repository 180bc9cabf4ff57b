import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { CLOUD_FUNCTIONS, FUNCTION_NAMES } from '../layers/maas/contract/functions.ts';

const root = path.resolve(import.meta.dirname, '..');
const cruiser = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
const CODE = ['layers', 'functions', 'local', 'infra', 'scripts', 'client', 'cli'];

interface Cruise {
  readonly modules: readonly {
    readonly source: string;
    readonly dependencies: readonly { readonly resolved: string }[];
  }[];
  readonly summary: {
    readonly totalCruised: number;
    readonly violations: readonly {
      readonly rule: { readonly name: string };
      readonly from: string;
      readonly to: string;
    }[];
  };
}

function cruise(folder: string, parts: readonly string[]): Cruise {
  const config = path.join(root, 'dependency-cruiser.config.mjs');
  return JSON.parse(
    execFileSync(
      process.execPath,
      [cruiser, '--config', config, '--output-type', 'json', ...parts],
      { cwd: folder, maxBuffer: 1 << 28 },
    ).toString(),
  ) as Cruise;
}

/** Folders that reach themselves by imports of one another, each cycle's as one line. */
function findFolderCycles(modules: Cruise['modules']): string[] {
  const imports = new Map<string, Set<string>>();
  for (const { source, dependencies } of modules) {
    const from = path.dirname(source);
    const known = imports.get(from) ?? new Set();
    for (const { resolved } of dependencies) known.add(path.dirname(resolved));
    known.delete(from);
    imports.set(from, known);
  }
  const reach = (from: string, seen = new Set<string>()): Set<string> => {
    for (const to of imports.get(from) ?? []) if (!seen.has(to)) reach(to, seen.add(to));
    return seen;
  };
  const reached = new Map([...imports.keys()].map((folder) => [folder, reach(folder)]));
  const cycles = [...reached].flatMap(([folder, own]) =>
    own.has(folder) ? [[...own].filter((other) => reached.get(other)?.has(folder))] : [],
  );
  return [...new Set(cycles.map((folders) => folders.sort().join(', ')))];
}

function listSources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => path.join(folder, name));
}

/** Lines of each function of a file, of those inside others too. */
function measureFunctions(file: string): number[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  const lengths: number[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body) {
      const [first, last] = [node.getStart(source), node.end].map(
        (at) => source.getLineAndCharacterOfPosition(at).line,
      );
      lengths.push((last ?? 0) - (first ?? 0) + 1);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return lengths;
}

function listNames(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  );
}

describe('architecture', () => {
  it('has no import against the direction of architecture.mjs and no cycle', () => {
    const { summary } = cruise(
      root,
      CODE.filter((part) => existsSync(path.join(root, part))),
    );

    expect(summary.totalCruised).toBeGreaterThan(100);
    expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual(
      [],
    );
  });

  it('has no cycle of folders in what runs', () => {
    const { modules } = cruise(root, ['layers', 'functions', 'local', 'infra']);

    expect(findFolderCycles(modules)).toEqual([]);
  });

  it('finds a cycle of folders when there is one', () => {
    const module = (source: string, ...imported: string[]): Cruise['modules'][number] => ({
      source,
      dependencies: imported.map((resolved) => ({ resolved })),
    });

    expect(
      findFolderCycles([
        module('a/one.ts', 'b/one.ts', 'a/two.ts'),
        module('b/one.ts', 'c/one.ts'),
        module('c/one.ts', 'a/two.ts'),
        module('d/one.ts', 'a/one.ts'),
      ]),
    ).toEqual(['a, b, c']);
  });

  it('finds an import from core to an adapter, to the file system, and a cycle, when there is one', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'architecture-'));
    try {
      mkdirSync(path.join(folder, 'layers/maas/core'), { recursive: true });
      mkdirSync(path.join(folder, 'layers/maas/adapters'), { recursive: true });
      writeFileSync(
        path.join(folder, 'layers/maas/core/pure.ts'),
        "import 'node:fs';\nimport '../adapters/disk.ts';\n",
      );
      writeFileSync(
        path.join(folder, 'layers/maas/adapters/disk.ts'),
        "import '../core/pure.ts';\n",
      );

      const names = cruise(folder, ['layers']).summary.violations.map(({ rule }) => rule.name);

      expect([...new Set(names)].sort()).toEqual([
        'core-imports-few-packages',
        'core-imports-one-way',
        'no-cycles',
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('has functions of which 95 in 100 have 30 lines or fewer', () => {
    const lengths = CODE.flatMap((part) => listSources(path.join(root, part))).flatMap(
      measureFunctions,
    );
    lengths.sort((a, b) => a - b);

    expect(lengths.length).toBeGreaterThan(3000);
    expect(lengths[Math.floor(lengths.length * 0.95)]).toBeLessThanOrEqual(30);
  });

  it('has one folder in functions/ and one construct in infra/functions/ for each function of the contract', () => {
    // `web` is predict, as a web function.
    const names = [...FUNCTION_NAMES, ...Object.keys(CLOUD_FUNCTIONS), 'web'].sort();

    expect(listNames('functions').sort()).toEqual(names);
    // `maas-function.ts` is what they have in common.
    const constructs = readdirSync(path.join(root, 'infra/functions')).flatMap(
      (file) => /^(?!maas)(\w+)-function\.ts$/.exec(file)?.[1] ?? [],
    );
    expect(constructs.sort()).toEqual(names);
  });
});
