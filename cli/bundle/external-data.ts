import { closeSync, openSync, readSync } from 'node:fs';

/** Names of weights beside a model stand in its header: what is longer has them inside. */
const SCANNED_BYTES = 64 << 20;
/** `StringStringEntryProto` of ONNX: key (1) "location", value (2) with its length in a byte. */
const KEY = Buffer.from('\x0a\x08location\x12', 'latin1');

/** The files beside an ONNX model that it takes its weights from, as it names them. */
export function findExternalData(file: string): string[] {
  const bytes = readStart(file, SCANNED_BYTES);
  const names = new Set<string>();
  for (let at = bytes.indexOf(KEY); at >= 0; at = bytes.indexOf(KEY, at + KEY.length)) {
    const length = bytes[at + KEY.length] ?? 0;
    const start = at + KEY.length + 1;
    const name = bytes.subarray(start, start + length).toString('utf8');
    // A length of two bytes is a path of more than 127: no exporter writes it.
    if (length > 0 && length < 128 && !name.includes('\0')) names.add(name);
  }
  return [...names].toSorted();
}

export function readStart(file: string, bytes: number): Buffer {
  const handle = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(bytes);
    return buffer.subarray(0, readSync(handle, buffer, 0, bytes, 0));
  } finally {
    closeSync(handle);
  }
}
