/**
 * The TypeScript client, as it is bundled for an application, in each release of Node that is
 * supported, against the service at MAAS_URL. npm brings the releases.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';

const NODES = ['20.20.2', '22.23.5', '24.22.3'];
const work = mkdtempSync(path.join(tmpdir(), 'maas-nodes-'));
const script = path.join(work, 'typescript-client.mjs');

await build({
  entryPoints: [path.join(import.meta.dirname, 'typescript-client.ts')],
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  outfile: script,
});
for (const version of NODES) {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = path.join(work, version);
  const install = ['install', '--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', [...install, `${name}@${version}`], { stdio: 'inherit' });
  const node = path.join(folder, 'node_modules', name, 'bin', 'node');
  const { status } = spawnSync(node, [script], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
rmSync(work, { recursive: true, force: true });
