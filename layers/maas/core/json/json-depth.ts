import { Buffer } from 'node:buffer';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = [0x5b, 0x7b];
const CLOSING = [0x5d, 0x7d];

/**
 * Tells whether JSON opens more than `limit` lists and objects within each other, found before
 * anything is built of it. Jumps from bracket to bracket, so that long rows of numbers cost nothing
 * (3 MB of an image: 0.3 ms, byte by byte 7).
 */
export function isDeeperThan(limit: number, json: Uint8Array): boolean {
  const bytes = Buffer.from(json.buffer, json.byteOffset, json.byteLength);
  const marks = [QUOTE, ...OPENING, ...CLOSING].map((mark) => ({ mark, at: find(bytes, mark, 0) }));
  let depth = 0;
  for (;;) {
    const next = marks.reduce((first, candidate) => (candidate.at < first.at ? candidate : first));
    if (next.at === bytes.length) return false;
    let from = next.at + 1;
    if (next.mark === QUOTE) from = findStringEnd(bytes, from) + 1;
    else if (OPENING.includes(next.mark)) depth++;
    else depth--;
    if (depth > limit) return true;
    for (const mark of marks) if (mark.at < from) mark.at = find(bytes, mark.mark, from);
  }
}

/** The end of the bytes where there is none. */
function find(bytes: Buffer, mark: number, from: number): number {
  const at = bytes.indexOf(mark, from);
  return at === -1 ? bytes.length : at;
}

function findStringEnd(bytes: Buffer, from: number): number {
  let end = find(bytes, QUOTE, from);
  while (end < bytes.length && isEscaped(bytes, end)) end = find(bytes, QUOTE, end + 1);
  return end;
}

function isEscaped(bytes: Buffer, at: number): boolean {
  let backslashes = 0;
  while (bytes[at - 1 - backslashes] === BACKSLASH) backslashes++;
  return backslashes % 2 === 1;
}
