const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** A bar for each number; a dot where nothing was measured. */
export function drawSparkline(values: readonly (number | null)[]): string {
  const highest = Math.max(...values.map((value) => value ?? 0));
  return values
    .map((value) => {
      if (value === null) return '·';
      return BARS[highest > 0 ? Math.round((value / highest) * (BARS.length - 1)) : 0];
    })
    .join('');
}
