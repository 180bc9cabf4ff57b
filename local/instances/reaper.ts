/**
 * A program that outlives its parent by a moment: learns process groups on its standard input (`+<id>` begins, `-<id>` has ended),
 * and when that closes, however the parent died, kills those that are left. A model that hangs in ONNX Runtime would not notice by itself.
 */
import { createInterface } from 'node:readline';
import { killGroup } from './kill-group.ts';

const groups = new Set<number>();

for await (const line of createInterface({ input: process.stdin })) {
  const id = Number(line.slice(1));
  if (line.startsWith('+')) groups.add(id);
  else groups.delete(id);
}
for (const id of groups) killGroup(id);
