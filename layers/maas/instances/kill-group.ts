import { spawnSync } from 'node:child_process';

/** Ends a process and all that it started, at once; no error when they are gone. */
export function killGroup(id: number): void {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(id), '/t', '/f'], { stdio: 'ignore' });
    return;
  }
  try {
    process.kill(-id, 'SIGKILL');
  } catch (error) {
    // macOS says EPERM of a group of which only the dead are left.
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
