/** `reaper.sh`, for Windows, which has no shell that everybody has. */
import { createInterface } from 'node:readline';
import { killGroup } from './kill-group.ts';

const groups = new Set<number>();

for await (const line of createInterface({ input: process.stdin })) {
  const id = Number(line.slice(1));
  if (line.startsWith('+')) groups.add(id);
  else groups.delete(id);
}
for (const id of groups) killGroup(id);
