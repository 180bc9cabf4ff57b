import { Buffer } from 'node:buffer';
import { LIMITS } from '../../../contract/limits.ts';
import type { FileBytes } from '../../ports/model-runtime.ts';
import { refuse } from '../faults/conversion-error.ts';
import { ByteSource } from '../document/byte-source.ts';
import { octets } from '../ensemble/growing-array.ts';

const LINE_END = 0x0a;

/** The lines of a text file, whatever system it was written on, one in memory. */
export function* readLines(file: FileBytes): Generator<string, void, undefined> {
  const source = new ByteSource(file);
  if (source.peek() === 0xef) source.skip(3); // a byte order mark
  while (source.peek() !== -1) {
    const start = source.position;
    const bytes = octets(256);
    for (let byte = source.peek(); byte !== -1; byte = source.peek()) {
      source.next();
      if (byte === LINE_END) break;
      bytes.push(byte);
      if (bytes.length > LIMITS.documentTextBytes) {
        refuse(
          `its file has a line of more than ${LIMITS.documentTextBytes} bytes at byte ${start}`,
          'upload the file as LightGBM wrote it',
          'TOO_LARGE',
        );
      }
    }
    const line = bytes.view();
    yield Buffer.from(line.buffer, line.byteOffset, line.length).toString().replace(/\r$/, '');
  }
}
