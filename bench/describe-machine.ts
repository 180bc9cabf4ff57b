import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

const GIB = 1024 ** 3;

export function describeMachine(rounds: number): string {
  const [first] = cpus();
  return (
    `${rounds === 1 ? 'One round.' : `Medians of ${rounds} rounds in turns.`} ` +
    `${availableParallelism()} processors (${first?.model ?? 'unknown'}), ` +
    `${(totalmem() / GIB).toFixed(0)} GB, Node ${process.versions.node}, ` +
    `${process.platform} on ${process.arch}; load when written ${loadavg()[0]?.toFixed(1) ?? '?'}.`
  );
}
