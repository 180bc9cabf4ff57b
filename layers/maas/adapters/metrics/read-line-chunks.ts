import { createReadStream } from 'node:fs';

const CHUNK_BYTES = 1024 * 1024;
const NEWLINE = 0x0a;

export interface LineChunk {
  readonly lines: readonly string[];
  /** The offset at which the file goes on behind them. */
  readonly endBytes: number;
}

/**
 * The whole lines of a file from one byte on, many at a time: what a writer has not ended with a
 * line break yet is left.
 */
export async function* readLineChunks(
  file: string,
  startBytes: number,
): AsyncGenerator<LineChunk, void, undefined> {
  let rest: Buffer = Buffer.alloc(0);
  let endBytes = startBytes;
  for await (const chunk of createReadStream(file, {
    start: startBytes,
    highWaterMark: CHUNK_BYTES,
  }) as AsyncIterable<Buffer>) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    rest = bytes.subarray(end);
    endBytes += end;
    if (end > 0) yield { lines: bytes.toString('utf8', 0, end - 1).split('\n'), endBytes };
  }
}
