import { Worker } from 'node:worker_threads';

const POLL_MS = 500;
/**
 * A thread of its own: a model that hangs holds the main one, which then hears nothing of its
 * parent's end.
 */
const WATCH = `
const { workerData: parent } = require('node:worker_threads');
setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL'); }, ${POLL_MS});
`;

/** Ends this child process when its parent has ended, whatever it is doing. */
export function endWithParent(): void {
  new Worker(WATCH, { eval: true, workerData: process.ppid }).unref();
  process.on('disconnect', () => process.exit());
}
