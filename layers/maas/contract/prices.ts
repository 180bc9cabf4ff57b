/**
 * List prices in US dollars, of us-east-1, without any free tier. AWS's own pages have those of
 * your region and day.
 */
export const PRICES = {
  /** The day that they were looked up, as `YYYY-MM-DD`. */
  asOf: '2026-11-28',
  region: 'us-east-1',
  apiGatewayPerMillion: 3.5,
  lambdaPerMillion: 0.2,
  lambdaPerGbSecond: { x86_64: 0.0000166667, arm64: 0.0000133334 },
  logsPerGb: 0.5,
  firehosePerGb: 0.029,
  tracesPerMillion: 5,
  s3ReadsPerMillion: 0.4,
  s3ListsPerMillion: 5,
  s3PerGbMonth: 0.023,
  /** From AWS to the internet. */
  dataOutPerGb: 0.09,
  metricPerMonth: 0.3,
  metricReadsPerThousand: 0.01,
  alarmMetricPerMonth: 0.1,
  compositeAlarmPerMonth: 0.5,
  dashboardPerMonth: 3,
  keyPerMonth: 1,
  secretPerMonth: 0.4,
  /** SageMaker's serverless inference: per GB of memory and second, and per GB in and out. */
  sageMakerServerlessPerGbSecond: 0.00002,
  sageMakerDataPerGb: 0.016,
  /** A SageMaker endpoint of one ml.m5.large, the smallest of its current kind, by the hour. */
  sageMakerInstancePerHour: 0.115,
} as const;
