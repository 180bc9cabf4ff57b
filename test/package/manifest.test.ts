import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { listLinks } from '../support/links.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

interface Manifest {
  readonly keywords: readonly string[];
  readonly engines: { readonly node: string };
  readonly files: readonly string[];
}

const manifest = JSON.parse(read('package.json')) as Manifest;

/** Lists the files that `npm pack` would put into the tarball, but for those that are built. */
function listPacked(): string[] {
  const listed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [pack] = JSON.parse(listed) as [{ files: { path: string }[] }];
  return pack.files.map((file) => file.path);
}

describe('the package', () => {
  it("has every file that its README's links lead to", () => {
    const packed = listPacked();
    const linked = listLinks(read('README.md')).flatMap(({ file }) => (file ? [file] : []));

    expect(linked.length).toBeGreaterThan(15);
    expect(
      linked.filter((file) => !packed.some((own) => own === file || own.startsWith(`${file}/`))),
    ).toEqual([]);
  });

  it('is found by what it serves and where', () => {
    expect(manifest.keywords).toEqual(
      expect.arrayContaining(['aws-cdk', 'aws-lambda', 'onnx', 'model-serving']),
    );
    expect(manifest.keywords).toEqual([...new Set(manifest.keywords)].sort());
  });

  it('asks for the Node that its pages name', () => {
    const [, node = ''] = /^>=(\d+)$/.exec(manifest.engines.node) ?? [];

    expect(read('README.md')).toContain(`Node ${node} or later`);
    expect(read('README.zh-CN.md')).toContain(`Node ${node} `);
    expect(read('docs/cli.md')).toContain(`Node ${node} or later`);
  });

  it('has an example that names the Node it needs by itself', () => {
    const example = JSON.parse(read('examples/cdk-app/package.json')) as Manifest;
    const [, node = ''] = /^>=([\d.]+)$/.exec(example.engines.node) ?? [];

    expect(read('examples/cdk-app/README.md')).toContain(`Node ${node} or newer`);
  });
});
