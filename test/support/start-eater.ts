import { spawn } from 'node:child_process';

/** A process that holds so much memory. */
export function startEater(megabytes: number): { readonly id: number; end(): void } {
  const code = `const held = Buffer.alloc(${megabytes} << 20, 1); setInterval(() => held[0], 1e6)`;
  const child = spawn(process.execPath, ['--eval', code], { stdio: 'ignore' });
  return { id: child.pid ?? 0, end: () => void child.kill('SIGKILL') };
}
