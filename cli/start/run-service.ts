import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import path from 'node:path';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Milliseconds between looks whether the process that started this one is still there. */
const WATCH_MS = 500;

/**
 * Runs the service until it ends; signals go on to it, which lets go what is under way.
 * @param natives folders in which its functions find native modules
 * @returns its exit code
 */
export async function runService(
  node: string,
  args: readonly string[],
  natives: readonly string[],
): Promise<number> {
  const service = spawn(node, args, {
    stdio: 'inherit',
    env: { ...process.env, NODE_PATH: natives.join(path.delimiter) },
  });
  // A terminal's Ctrl-C reaches both: this one waits for the other.
  for (const signal of SIGNALS) {
    process.removeAllListeners(signal).on(signal, () => service.kill(signal));
  }
  // npx passes signals on to the shell between us alone, and kill -9 to nobody.
  const { ppid } = process;
  const watch = setInterval(() => {
    if (process.ppid !== ppid) service.kill('SIGTERM');
  }, WATCH_MS);
  if (process.env.npm_lifecycle_event === undefined) clearInterval(watch);
  watch.unref();
  const [code, signal] = (await once(service, 'exit')) as [number | null, NodeJS.Signals | null];
  return code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
}
