import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Environment } from '../connect/environment.ts';
import { CliError } from '../errors.ts';
import type { Output } from '../output/output.ts';
import { installPart } from './install-part.ts';
import { listImageModules } from './places.ts';

/** ONNX Runtime's package is that of five platforms. */
const NATIVES_BYTES = 310_000_000;
const BINARIES = path.join('onnxruntime-node', 'bin', 'napi-v6');

/**
 * Folders of ONNX Runtime and sharp: on Linux those of the images, elsewhere installed to the cache
 * once.
 * @throws CliError where ONNX Runtime does not run
 */
export async function findNatives(output: Output, environment: Environment): Promise<string[]> {
  const { platform, arch } = process;
  const name = `${platform}-${arch}`;
  if (platform === 'linux') {
    const { glibcVersionRuntime } = (
      process.report.getReport() as { header: { glibcVersionRuntime?: string } }
    ).header;
    if (glibcVersionRuntime === undefined || !['x64', 'arm64'].includes(arch)) throw refuse(name);
    return listImageModules(arch);
  }
  if (!['darwin-arm64', 'win32-x64', 'win32-arm64'].includes(name)) throw refuse(name);
  const modules = await installPart(output, environment, {
    part: 'natives',
    label: 'Installing ONNX Runtime',
    bytes: NATIVES_BYTES,
    listUnneeded: listForeign,
  });
  return [modules];
}

function refuse(name: string): CliError {
  return new CliError(
    'usage',
    `ONNX Runtime has no build for this machine (${name}): it runs on Linux with glibc, on macOS ` +
      'with Apple silicon, and on Windows.',
    { fix: 'use the service on another machine: serverless-maas … --url https://…' },
  );
}

function listForeign(modules: string): string[] {
  const binaries = path.join(modules, BINARIES);
  return readdirSync(binaries).flatMap((platform) =>
    readdirSync(path.join(binaries, platform))
      .filter((arch) => platform !== process.platform || arch !== process.arch)
      .map((arch) => path.join(BINARIES, platform, arch)),
  );
}
