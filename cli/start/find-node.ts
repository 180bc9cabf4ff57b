import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Environment } from '../connect/environment.ts';
import { CliError } from '../errors.ts';
import type { Output } from '../output/output.ts';
import { installPart } from './install-part.ts';

const NODE_MAJOR = 24;
/** Unpacked, without the headers, which are taken away. */
const NODE_BYTES = 190_000_000;
const PLATFORMS = ['linux-x64', 'linux-arm64', 'win32-x64'];

/**
 * The Node that runs the service: this one where it is new enough, else the packaged one, which is
 * installed to the cache once.
 * @throws CliError where there is none for this platform
 */
export async function findNode(output: Output, environment: Environment): Promise<string> {
  const { versions, execPath, platform, arch } = process;
  if (Number(versions.node.split('.')[0]) >= NODE_MAJOR) return execPath;
  if (!PLATFORMS.includes(`${platform}-${arch}`)) {
    throw new CliError(
      'usage',
      `The service runs on Node ${NODE_MAJOR} or later; this is ${versions.node}.`,
      { fix: `install Node ${NODE_MAJOR} (https://nodejs.org), then npx serverless-maas start` },
    );
  }
  const [system, file] = platform === 'win32' ? ['win', 'node.exe'] : [platform, 'node'];
  const name = `node-${system}-${arch}`;
  const modules = await installPart(output, environment, {
    part: 'node',
    label: `Installing Node ${NODE_MAJOR}`,
    bytes: NODE_BYTES,
    // 67 MB of headers, for compilers.
    listUnneeded: () => [path.join(name, 'include'), path.join(name, 'share')],
  });
  const node = path.join(modules, name, 'bin', file);
  if (existsSync(node)) return node;
  throw new CliError('failed', `There is no ${node} after the installation.`, {
    fix: `delete ${modules}, then npx serverless-maas start`,
  });
}
