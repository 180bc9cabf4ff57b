import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** CloudWatch Logs takes 1 MB a line; a longer one is cut into several. */
const LONGEST = 1024 * 1024;

/**
 * Lines as Lambda's log knows them: they end with LF alone (the runtime client puts CR inside for
 * line breaks of a message).
 */
export function readLines(source: Readable, onLine: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  source.on('data', (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') onLine(line);
    if (rest.length > LONGEST) {
      onLine(rest);
      rest = '';
    }
  });
  source.on('close', () => {
    if (rest !== '') onLine(rest);
  });
}

/** Settles when all of it was read, or it broke off. */
export async function untilClosed(output: Readable): Promise<void> {
  if (!output.closed) await once(output, 'close').catch(() => undefined);
}
