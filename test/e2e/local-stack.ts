import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { listDescendants, type LocalProcess } from '../support/list-descendants.ts';
import { isAlive, poll } from '../support/poll.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** It builds what is out of date and validates the demo model, on a machine that may be busy. */
const START_MS = 120_000;

/** `npm start` on a free port. */
export class LocalStack {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #output: () => string;

  private constructor(url: string, child: ChildProcess, output: () => string) {
    this.url = url;
    this.#child = child;
    this.#output = output;
  }

  /** Settles when it says that it is ready. */
  static async start(
    home: string,
    args: readonly string[] = [],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<LocalStack> {
    const child = spawn(process.execPath, [path.join(ROOT, 'local/main.ts'), ...args], {
      cwd: ROOT,
      env: { ...process.env, PORT: '0', MAAS_HOME: home, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    }
    await poll(
      'the stack is ready',
      () => {
        if (child.exitCode !== null) {
          throw new Error(`The stack ended with code ${child.exitCode}: ${output}`);
        }
        return output.includes('Ready.');
      },
      START_MS,
    );
    return new LocalStack(/http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0] ?? '', child, () => output);
  }

  get processId(): number {
    return this.#child.pid ?? 0;
  }

  get output(): string {
    return this.#output();
  }

  /** Every process that this one started, and what those started. */
  listProcesses(): LocalProcess[] {
    return listDescendants(this.processId);
  }

  /** Sends a signal and waits for the end. @returns the exit code */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
      return this.#child.exitCode;
    }
    const exited = once(this.#child, 'exit');
    this.#child.kill(signal);
    const [code] = (await exited) as [number | null];
    return code;
  }
}

export async function expectGone(
  processes: readonly LocalProcess[],
  timeoutMs = 5000,
): Promise<void> {
  await poll('all processes are gone', () => processes.every(({ id }) => !isAlive(id)), timeoutMs);
}
