/**
 * Tells whether a line of a function's output is one of its metrics, in Embedded Metric Format: as
 * `EmfMetricSink` begins them, and whole. To parse it would cost more than all else that is done to
 * it.
 */
export function isMetricLine(line: string): boolean {
  return line.startsWith('{"_aws":{') && line.endsWith('}');
}
