import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { listDescendants } from '../../test/support/list-descendants.ts';
import { AbsentError, lastLine } from './install.ts';
import type { Program } from './peers.ts';

const START_MS = 180_000;
/** Milliseconds between two questions whether it answers yet: what a start is measured by. */
const LOOK_MS = 10;
const KIB_PER_MIB = 1024;

/** A server of one model, from its start to its end, with all its processes. */
export class Server {
  readonly url: string;
  /** From its start to the last byte of its first answer. */
  readonly firstMs: number;
  /** Its first answer. */
  readonly answer: string;
  static readonly #children = new Set<ChildProcess>();
  static #isOver = false;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, url: string, firstMs: number, answer: string) {
    this.#child = child;
    this.url = url;
    this.firstMs = firstMs;
    this.answer = answer;
  }

  /** @throws AbsentError when it does not answer in time */
  static async start(program: Program, port: number, json: string): Promise<Server> {
    if (Server.#isOver) throw new Error('The bench is being ended.');
    const [command = '', ...args] = program.command;
    const url = `http://127.0.0.1:${port}${program.path}`;
    const startedAtMs = performance.now();
    const child = spawn(command, args, {
      env: { ...process.env, ...program.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    Server.#children.add(child);
    child.once('exit', () => Server.#children.delete(child));
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output = (output + chunk.toString()).slice(-10_000);
      });
    }
    child.on('error', (error) => {
      output += String(error);
    });
    for (;;) {
      const reply = await ask(url, json);
      const firstMs = performance.now() - startedAtMs;
      if (reply?.status === 200) return new Server(child, url, firstMs, reply.text);
      if (child.exitCode !== null || firstMs > START_MS) {
        await endTree(child);
        throw new AbsentError(`not started: ${lastLine(reply?.text ?? output)}`);
      }
      await sleep(LOOK_MS);
    }
  }

  /** Ends all that run, and starts no more: a bench that is interrupted leaves none. */
  static async endAll(): Promise<void> {
    Server.#isOver = true;
    await Promise.all([...Server.#children].map(endTree));
  }

  /** Of all its processes together; what several share counts once. */
  measureMemoryMb(): number {
    const { pid = 0 } = this.#child;
    const ids = [pid, ...listDescendants(pid).map(({ id }) => id)];
    return ids.reduce((sum, id) => sum + measureKib(id), 0) / KIB_PER_MIB;
  }

  end(): Promise<void> {
    return endTree(this.#child);
  }
}

async function ask(
  url: string,
  json: string,
): Promise<{ readonly status: number; readonly text: string } | undefined> {
  try {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body: json });
    return { status: response.status, text: await response.text() };
  } catch {
    return undefined; // nobody listens yet
  }
}

/** Linux: the proportional set size. */
function measureKib(id: number): number {
  try {
    const text = readFileSync(`/proc/${id}/smaps_rollup`, 'utf8');
    return Number(/^Pss: +(\d+)/m.exec(text)?.[1] ?? 0);
  } catch {
    return 0; // it has ended meanwhile
  }
}

/** Asks it to end, and ends what is left. */
async function endTree(child: ChildProcess): Promise<void> {
  const ids = [child.pid ?? 0, ...listDescendants(child.pid ?? 0).map(({ id }) => id)];
  const exited = child.exitCode === null ? once(child, 'exit') : undefined;
  child.kill('SIGTERM');
  await Promise.race([exited, sleep(3000)]);
  for (const id of ids) {
    try {
      if (id > 0) process.kill(id, 'SIGKILL');
    } catch {
      // it has ended by itself
    }
  }
  await exited;
}

/** Ports that nobody listens on now. */
export async function findFreePorts(count: number): Promise<number[]> {
  const probes = Array.from({ length: count }, () => createServer());
  const ports: number[] = [];
  for (const probe of probes) {
    await once(probe.listen(0, '127.0.0.1'), 'listening');
    ports.push((probe.address() as AddressInfo).port);
  }
  for (const probe of probes) {
    probe.close();
    await once(probe, 'close');
  }
  return ports;
}
