import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Block, Called } from './load-process.ts';

/** A process that is told of blocks of calls. */
export class Caller {
  readonly #child: ChildProcess;

  /** @param program beside this file */
  constructor(program: 'load-process.ts' | 'bare-run.ts', args: readonly string[] = []) {
    this.#child = fork(path.join(import.meta.dirname, program), args);
  }

  /** @throws Error for an answer that is not 200 */
  async call(block: Block): Promise<Called> {
    const replied = once(this.#child, 'message');
    this.#child.send(block);
    const [reply] = (await replied) as [Called | { readonly error: string }];
    if ('error' in reply) throw new Error(reply.error);
    return reply;
  }

  end(): void {
    this.#child.kill();
  }
}
