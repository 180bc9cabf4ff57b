import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';

/** The most memory that one process of a kind was seen to have, in MB. */
export interface Peak {
  /** Resident memory, pages of mapped files included; the kernel keeps this peak itself. */
  readonly residentMb: number;
  /**
   * The memory that the process took for itself; the rest is files', and goes when somebody needs
   * the room.
   */
  readonly anonymousMb: number;
}

const INTERVAL_MS = 100;

/**
 * Watches the processes of a service on this machine: its gateway, its functions' instances and the
 * children of these. Linux only.
 */
export class ProcessPeaks {
  /** Kinds by process id: `gateway`, a function's name or `<function>'s child`. */
  readonly #kinds = new Map<number, string>();
  readonly #peaks = new Map<string, Peak>();
  readonly #timer: NodeJS.Timeout;

  /** @param port where the gateway listens */
  constructor(port: number) {
    this.#kinds.set(findListener(port), 'gateway');
    this.#timer = setInterval(() => {
      this.#look();
    }, INTERVAL_MS);
  }

  end(): ReadonlyMap<string, Peak> {
    clearInterval(this.#timer);
    this.#look();
    return this.#peaks;
  }

  #look(): void {
    for (const pid of listProcesses()) {
      const status = read(pid, 'status');
      const kind =
        this.#kinds.get(pid) ??
        this.#identify(pid, this.#kinds.get(Number(/^PPid:\s+(\d+)$/m.exec(status)?.[1])));
      if (kind === undefined) continue;
      const before = this.#peaks.get(kind);
      this.#peaks.set(kind, {
        residentMb: Math.max(before?.residentMb ?? 0, toMb(status, 'VmHWM')),
        anonymousMb: Math.max(before?.anonymousMb ?? 0, toMb(status, 'RssAnon')),
      });
    }
  }

  /** An instance is known by Lambda's variables; what it starts has none of them. */
  #identify(pid: number, parent: string | undefined): string | undefined {
    if (parent === undefined) return undefined;
    const name = read(pid, 'environ')
      .split('\0')
      .find((line) => line.startsWith('AWS_LAMBDA_FUNCTION_NAME='))
      ?.split('=')[1];
    // It has yet to begin its own program.
    if (parent === 'gateway' ? name === undefined : name !== undefined) return undefined;
    const kind = name ?? `${parent}'s child`;
    this.#kinds.set(pid, kind);
    return kind;
  }
}

function toMb(status: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0) / 1024;
}

function listProcesses(): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0);
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return ''; // it has just ended
  }
}

/** @throws Error when nobody listens there */
function findListener(port: number): number {
  const hexadecimal = port.toString(16).toUpperCase().padStart(4, '0');
  const sockets = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  const listening = sockets.find(
    ([, local, , state]) => local?.endsWith(`:${hexadecimal}`) && state === '0A',
  );
  const pid = listProcesses().find((candidate) =>
    listFiles(candidate).includes(`socket:[${listening?.[9] ?? ''}]`),
  );
  if (pid === undefined) throw new Error(`No process of this machine listens on port ${port}.`);
  return pid;
}

function listFiles(pid: number): string[] {
  const folder = path.join('/proc', String(pid), 'fd');
  try {
    return readdirSync(folder).map((name) => {
      try {
        return readlinkSync(path.join(folder, name));
      } catch {
        return ''; // closed meanwhile
      }
    });
  } catch {
    return []; // it has just ended, or is not ours
  }
}
