import '../layers/maas/hosts/builtins-from-cache.ts';
import { createRequire } from 'node:module';
import path from 'node:path';
import { KeptProgram } from '../layers/maas/hosts/kept-program.ts';

/**
 * Lambda loads this file, which stands beside each function's `handler.js`. It runs the handler
 * with the code that was kept when the image was built, or as it is where none was kept.
 */
interface Exports {
  readonly handler: unknown;
  /** Only `predict` has it. */
  readonly preloaded?: Promise<void>;
}

const file = path.join(import.meta.dirname, 'handler.js');
const kept = KeptProgram.find(file);

export const isKept = kept?.isKept ?? false;
export const { handler, preloaded } = (kept?.run() ?? createRequire(file)(file)) as Exports;
