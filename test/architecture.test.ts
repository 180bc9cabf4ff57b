import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { FUNCTION_NAMES } from '../layers/maas/contract/functions.ts';

const root = path.resolve(import.meta.dirname, '..');
const cruiser = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
const CODE = ['layers', 'functions', 'local', 'infra', 'scripts'];

interface Cruise {
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

  it('has one folder in functions/ and one in infra/functions/ for each function of the contract', () => {
    const names = [...FUNCTION_NAMES].sort();

    expect(listNames('functions').sort()).toEqual(names);
    expect(listNames('infra/functions').sort()).toEqual(names);
  });
});
