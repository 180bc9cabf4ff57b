import { afterEach } from '@jest/globals';
import { startTinyFunction, type TinyFunction, type TinyOptions } from './tiny-function.ts';

let tiny: TinyFunction | undefined;

export function start(code: string, options?: TinyOptions): TinyFunction {
  tiny = startTinyFunction(code, options);
  return tiny;
}

export function call(functions: TinyFunction, event: unknown = {}): Promise<unknown> {
  return functions.call(event);
}

/** Ends what a test has started: by itself where that is what it looks at, else behind it. */
export async function end(): Promise<void> {
  await tiny?.close();
  tiny = undefined;
}

export function endPools(): void {
  afterEach(end);
}
