import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { Duplex, Readable } from 'node:stream';
import { killGroup } from './kill-group.ts';

export interface GuardedProcess {
  readonly id: number;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** The other end of its descriptor 3, where it was to have one. */
  readonly channel: Duplex | undefined;
  /** Settles when the process has ended and everything that it started is killed. */
  readonly ended: Promise<string>;
  /** Kills it and all that it started. */
  kill(): void;
}

/**
 * In a shell where there is one: it takes a megabyte, and Node forty. It stands beside this file,
 * whether bundled or not.
 */
const REAPER =
  process.platform === 'win32'
    ? ([process.execPath, findReaper(path.extname(import.meta.filename))] as const)
    : (['/bin/sh', findReaper('.sh')] as const);
/** Milliseconds between two starts of the reaper, where it does not stay. */
const RESTART_MS = 1000;

/** Starts processes that never outlive this one, not even after `kill -9` or while they hang. */
export class ProcessGuard {
  readonly #groups = new Set<number>();
  #reaper = this.#startReaper();
  #isClosed = false;

  /**
   * @param hasChannel whether it gets a stream of bytes to and fro as its descriptor 3
   * @throws Error when the process cannot be started
   */
  start(
    args: readonly string[],
    environment: NodeJS.ProcessEnv,
    directory: string,
    hasChannel = false,
  ): GuardedProcess {
    const child = spawn(process.execPath, args, {
      cwd: directory,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe', hasChannel ? 'pipe' : 'ignore'],
      detached: process.platform !== 'win32',
    });
    const { pid: id } = child;
    const [, stdout, stderr, fourth] = child.stdio as readonly unknown[] as [
      unknown,
      Readable,
      Readable,
      Duplex | null,
    ];
    const channel = fourth ?? undefined;
    const failed = new Promise<string>((resolve) =>
      child.once('error', (error) => {
        resolve(`could not be started: ${error.message}`);
      }),
    );
    if (id === undefined) {
      return { id: 0, stdout, stderr, channel, ended: failed, kill: () => undefined };
    }
    this.#groups.add(id);
    this.#tell(`+${id}`);
    const ended = new Promise<string>((resolve) => {
      child.once('exit', (code, signal) => {
        killGroup(id); // what it started lives on otherwise
        this.#groups.delete(id);
        this.#tell(`-${id}`);
        resolve(signal === null ? `ended with code ${code ?? 0}` : `was ended by ${signal}`);
      });
    });
    return {
      id,
      stdout,
      stderr,
      channel,
      ended,
      kill: () => {
        killGroup(id);
      },
    };
  }

  /** Ends the reaper, which ends what is left. */
  close(): void {
    this.#isClosed = true;
    this.#reaper.stdin?.end();
  }

  /**
   * One that was killed is followed by another, or whoever kills this process next would leave
   * those that hang.
   */
  #startReaper(): ChildProcess {
    const startedAtMs = performance.now();
    const [program, script] = REAPER;
    const reaper = spawn(program, [script], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    // It is gone: children still end with their Runtime API.
    reaper.stdin.on('error', () => undefined);
    // There are no processes left to be had; functions will not start either.
    reaper.once('error', () => undefined);
    reaper.once('exit', () => {
      setTimeout(
        () => {
          this.#replaceReaper();
        },
        Math.max(0, startedAtMs + RESTART_MS - performance.now()),
      ).unref();
    });
    reaper.unref();
    return reaper;
  }

  #replaceReaper(): void {
    if (this.#isClosed) return;
    this.#reaper = this.#startReaper();
    for (const id of this.#groups) this.#tell(`+${id}`);
  }

  #tell(line: string): void {
    this.#reaper.stdin?.write(`${line}\n`);
  }
}

function findReaper(extension: string): string {
  return path.join(import.meta.dirname, `reaper${extension}`);
}
