export const ROUNDS = 31;

export interface Case {
  readonly name: string;
  readonly run: () => unknown;
  /** The function whose time the figure is compared with. */
  readonly baseline?: () => unknown;
}

/**
 * Prints the lower quartiles of many rounds in milliseconds, which a busy machine bends least, and
 * their ratio: trust that, the milliseconds are the machine's.
 * @returns the lines that were printed
 */
export function printMeasures(cases: readonly Case[], baselineName: string): string[] {
  const lines: string[] = [];
  for (const { name, run, baseline } of cases) {
    const baselines = baseline ? [baseline] : [];
    measure([run, ...baselines]); // until it is compiled
    const [ms = 0, baselineMs] = measure([run, ...baselines]);
    const line =
      `${name.padEnd(36)} ${ms.toFixed(2).padStart(7)} ` +
      `ms${baselineMs === undefined ? '' : compare(ms, baselineMs, baselineName)}`;
    console.log(line);
    lines.push(line);
  }
  return lines;
}

function compare(ms: number, baselineMs: number, baselineName: string): string {
  return `   ${(ms / baselineMs).toFixed(2)} × ${baselineName} (${baselineMs.toFixed(2)} ms)`;
}

/** In turns, so that a busy machine is one to all of them. */
function measure(runs: readonly (() => unknown)[]): number[] {
  const times = runs.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    runs.forEach((run, index) => {
      const startedAt = performance.now();
      run();
      times[index]?.push(performance.now() - startedAt);
    });
  }
  return times.map((list) => list.sort((a, b) => a - b)[ROUNDS >> 2] ?? 0);
}
