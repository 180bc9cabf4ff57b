import { flushCompileCache } from 'node:module';
import { Socket } from 'node:net';
import type { RequestServer } from '../http/serve-request.ts';
import { LineQueue } from './line-queue.ts';
import { serveProcess } from './process.ts';

/** The descriptor that whoever starts this process holds the other end of. */
const CHANNEL = 3;

/**
 * A function in a process of its own, for as long as somebody sends it requests: without Lambda's
 * runtime, and without a port.
 * @param lines what it has to say in its log, beside what it prints @default - nothing
 */
export function runProcess(serve: RequestServer, lines = new LineQueue()): void {
  let isKept = false;
  serveProcess(serve, new Socket({ fd: CHANNEL }), {
    lines,
    onAnswered() {
      // The process is killed, never ended: V8's code would not be written at its end.
      if (!isKept) flushCompileCache();
      isKept = true;
    },
    onClosed: () => process.exit(1),
  });
}
