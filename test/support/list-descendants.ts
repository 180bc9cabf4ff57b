import { execFileSync } from 'node:child_process';

export interface LocalProcess {
  readonly id: number;
  readonly command: string;
}

/** Every process that this one started, and what those started. */
export function listDescendants(processId: number): LocalProcess[] {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line));
  const found: LocalProcess[] = [];
  for (let parents = [processId]; parents.length > 0;) {
    const children = table.flatMap((row) =>
      row && parents.includes(Number(row[2]))
        ? [{ id: Number(row[1]), command: row[3] ?? '' }]
        : [],
    );
    found.push(...children);
    parents = children.map(({ id }) => id);
  }
  return found;
}
