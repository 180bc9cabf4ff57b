/** What is read of a line in Embedded Metric Format. */
export interface MetricLine {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
  readonly [member: string]: unknown;
}

/**
 * A line of a function's output that CloudWatch would read as Embedded Metric Format: a JSON object
 * with `_aws`.
 */
export function findMetricLine(line: string): MetricLine | undefined {
  if (!line.startsWith('{') || !line.includes('"_aws"')) return undefined;
  try {
    const value = JSON.parse(line) as Partial<MetricLine>;
    return Array.isArray(value._aws?.CloudWatchMetrics) ? (value as MetricLine) : undefined;
  } catch {
    return undefined;
  }
}
