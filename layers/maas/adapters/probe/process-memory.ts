import { type ChildProcess, execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const KIB = 1024;
/** Memory fills at gigabytes a second. */
const POLL_MS = 20;

/**
 * Bytes of memory that a process has taken for itself; undefined when it has ended. Pages of files
 * that it mapped do not count where the system tells them apart (Linux): those are given back when
 * needed.
 */
export async function readProcessMemory(pid: number): Promise<number | undefined> {
  if (process.platform !== 'linux') return readByPs(pid);
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const anonymous = /^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1];
  const shared = /^RssShmem:\s+(\d+) kB$/m.exec(status)?.[1];
  return anonymous === undefined ? undefined : (Number(anonymous) + Number(shared ?? 0)) * KIB;
}

async function readByPs(pid: number): Promise<number | undefined> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
    return Number(stdout.trim()) * KIB;
  } catch {
    return undefined;
  }
}

/** Reads `readProcessMemory` again and again until the process ends or nobody asks any more. */
export async function* pollMemory(
  child: ChildProcess,
  signal: AbortSignal,
): AsyncGenerator<number, void, undefined> {
  while (!signal.aborted && child.pid !== undefined) {
    const used = await readProcessMemory(child.pid);
    if (used === undefined) return;
    yield used;
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}
