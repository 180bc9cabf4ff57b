import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';

/**
 * Starts a program of the tests in a process of its own.
 * @returns the process, and its first line when it comes
 */
export function runProcess(
  program: string,
  ...args: string[]
): { process: ChildProcess; firstLine: Promise<string> } {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, program), ...args], {
    env: process.env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const firstLine = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    // Its last line may come after its exit.
    child.once('error', reject).once('close', (code, signal) => {
      reject(new Error(`${program} ended without a line (${code ?? signal ?? ''})`));
    });
  });
  return { process: child, firstLine };
}

/** @returns when the process is no more */
export async function kill(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}
