/** Whether CloudWatch would read a line of a function's output as Embedded Metric Format: a JSON object with `_aws`. */
export function isMetricLine(line: string): boolean {
  if (!line.startsWith('{') || !line.includes('"_aws"')) return false;
  try {
    const value = JSON.parse(line) as { _aws?: { CloudWatchMetrics?: unknown } };
    return Array.isArray(value._aws?.CloudWatchMetrics);
  } catch {
    return false;
  }
}
