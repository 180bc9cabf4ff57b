import { spawnSync } from 'node:child_process';

/** A user namespace of its own, so that a network of its own, with nothing in it, wants no rights. */
const UNSHARE = ['unshare', '--user', '--net'] as const;

export interface NodeLaunch {
  readonly execPath: string;
  readonly execArgv: readonly string[];
}

let found: NodeLaunch | undefined;

/**
 * Finds how to start a Node process that reaches no network: no metadata service, no Runtime API,
 * no bucket. Where the system has no `unshare`, or the kernel refuses it without rights, the
 * process starts as a plain Node.
 */
export function launchWithoutNetwork(): NodeLaunch {
  found ??= isPossible()
    ? { execPath: UNSHARE[0], execArgv: [...UNSHARE.slice(1), process.execPath] }
    : { execPath: process.execPath, execArgv: [] };
  return found;
}

function isPossible(): boolean {
  if (process.platform !== 'linux') return false;
  const [command, ...options] = UNSHARE;
  return spawnSync(command, [...options, 'true'], { stdio: 'ignore' }).status === 0;
}
