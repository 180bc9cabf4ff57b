import { countMetrics, countVersionAlarms } from './count-metrics.ts';
import type { MetricDetail } from './metrics.ts';
import { PRICES } from './prices.ts';

/** The calls of one month, and what serves them. */
export interface CostInput {
  readonly predictions: number;
  /** Milliseconds that one prediction takes in the function, loading aside. */
  readonly milliseconds: number;
  /** Bytes of one answer. */
  readonly responseBytes: number;
  /** Bytes of one request. @default 100 */
  readonly requestBytes?: number;
  /** Megabytes of predict. @default 1769 */
  readonly memoryMb?: number;
  /** @default 'x86_64' */
  readonly architecture?: keyof typeof PRICES.lambdaPerGbSecond;
  /** While there are calls. @default - evenly over the month */
  readonly callsPerSecond?: number;
  /** Versions that are called, each of a model of its own. @default 1 */
  readonly models?: number;
  /** The detail of metrics. @default 'standard' */
  readonly metricDetail?: MetricDetail;
  /** Labels of each model that are counted by their name. @default 2 */
  readonly labels?: number;
}

export interface CostLine {
  readonly what: string;
  /** US dollars a month. */
  readonly dollars: number;
}

export interface CostEstimate {
  /** Costs that are there without a call. */
  readonly idle: readonly CostLine[];
  /** Costs of the predictions. */
  readonly use: readonly CostLine[];
  readonly idleDollars: number;
  readonly useDollars: number;
  readonly totalDollars: number;
  /** The same predictions on what else AWS has. */
  readonly instead: { readonly sageMakerServerless: number; readonly sageMakerInstance: number };
}

const MILLION = 1_000_000;
const GB = 1_000_000_000;
const HOURS = 730;
const MONTH_SECONDS = HOURS * 3600;
const MS_PER_SECOND = 1000;
/** Lambda bills memory by binary gigabytes. */
const MB_PER_GB = 1024;
/** A trace for the first call of each second, and for a share of the others. */
const TRACED_SHARE = 0.05;
/** Instances look at a model's and a version's record once a second. */
const RECORD_READS = 2;
/** The metric line, Lambda's own three lines, and the line of the request. */
const LOG_BYTES = 750 + 350 + 280;
/** Firehose bills each record by 5 KB begun. */
const ACCESS_LOG_BYTES = 5000;
/** API Gateway bills a streamed answer by 10 MB begun. */
const GATEWAY_PIECE_BYTES = 10 * MILLION;
/** Every five minutes, of an ingest of 3,008 MB that finds nothing. */
const SWEEPS = (HOURS * 60) / 5;
const SWEEP_GB_SECONDS = (0.2 * 3008) / MB_PER_GB;
/** The alarms over the API and the queue read so many; those over versions read one series each. */
const ALARM_METRICS = 3;
/** Of the API, which is silent while others explain it. */
const COMPOSITE_ALARMS = 1;

/** Adds up a month by list prices. Pure: the same input, the same sum. */
export function estimateCost(input: CostInput): CostEstimate {
  const idle = listIdle();
  const use = listUse(input);
  const [idleDollars, useDollars] = [sum(idle), sum(use)];
  return {
    idle,
    use,
    idleDollars,
    useDollars,
    totalDollars: idleDollars + useDollars,
    instead: estimateInstead(input),
  };
}

function listIdle(): CostLine[] {
  const sweeps =
    (SWEEPS / MILLION) * (PRICES.s3ListsPerMillion + PRICES.lambdaPerMillion) +
    SWEEPS * SWEEP_GB_SECONDS * PRICES.lambdaPerGbSecond.x86_64;
  return [
    { what: "the alarm topic's key", dollars: PRICES.keyPerMonth },
    { what: "the secret that signs predictions' ids", dollars: PRICES.secretPerMonth },
    {
      what: 'alarms',
      dollars:
        ALARM_METRICS * PRICES.alarmMetricPerMonth +
        COMPOSITE_ALARMS * PRICES.compositeAlarmPerMonth,
    },
    { what: 'dashboard', dollars: PRICES.dashboardPerMonth },
    { what: 'the sweep for lost events', dollars: sweeps },
  ];
}

function listUse(input: CostInput): CostLine[] {
  const { predictions, responseBytes, architecture = 'x86_64', models = 1 } = input;
  const pieces = Math.max(1, Math.ceil(responseBytes / GATEWAY_PIECE_BYTES));
  const busySeconds = toBusySeconds(input);
  const traces = Math.min(predictions, busySeconds);
  const instances = Math.max(1, Math.ceil(toComputeSeconds(input) / busySeconds));
  const reads = RECORD_READS * Math.min(predictions, busySeconds * instances);
  const perMillion = (count: number, price: number): number => (count / MILLION) * price;
  return [
    {
      what: 'API Gateway',
      dollars: perMillion(predictions * pieces, PRICES.apiGatewayPerMillion),
    },
    { what: 'Lambda, calls', dollars: perMillion(predictions, PRICES.lambdaPerMillion) },
    {
      what: 'Lambda, time',
      dollars: toGbSeconds(input) * PRICES.lambdaPerGbSecond[architecture],
    },
    { what: 'logs', dollars: ((predictions * LOG_BYTES) / GB) * PRICES.logsPerGb },
    {
      what: 'access log',
      dollars: ((predictions * ACCESS_LOG_BYTES) / GB) * PRICES.firehosePerGb,
    },
    {
      what: 'traces',
      dollars: perMillion(traces + TRACED_SHARE * (predictions - traces), PRICES.tracesPerMillion),
    },
    { what: 'reads of records', dollars: perMillion(reads, PRICES.s3ReadsPerMillion) },
    { what: 'data out', dollars: ((predictions * responseBytes) / GB) * PRICES.dataOutPerGb },
    {
      what: 'alarms over versions',
      dollars: predictions > 0 ? models * countVersionAlarms() * PRICES.alarmMetricPerMonth : 0,
    },
    {
      what: 'metrics',
      dollars: predictions > 0 ? countSeries(input) * PRICES.metricPerMonth : 0,
    },
  ];
}

function estimateInstead(input: CostInput): CostEstimate['instead'] {
  const { predictions, requestBytes = 100, responseBytes } = input;
  const data = ((predictions * (requestBytes + responseBytes)) / GB) * PRICES.sageMakerDataPerGb;
  return {
    sageMakerServerless: toWholeGbSeconds(input) * PRICES.sageMakerServerlessPerGbSecond + data,
    sageMakerInstance: HOURS * PRICES.sageMakerInstancePerHour + data,
  };
}

/** Metrics that CloudWatch bills while they have values; those of errors come on top. */
function countSeries({ models = 1, metricDetail = 'standard', labels = 2 }: CostInput): number {
  const { fleet, model, version } = countMetrics(metricDetail);
  return fleet + models * (model + version + (hasLabels(metricDetail) ? labels : 0));
}

function hasLabels(detail: MetricDetail): boolean {
  return detail === 'standard' || detail === 'high';
}

function toComputeSeconds({ predictions, milliseconds }: CostInput): number {
  return (predictions * milliseconds) / MS_PER_SECOND;
}

function toGbSeconds(input: CostInput): number {
  return (toComputeSeconds(input) * (input.memoryMb ?? 1769)) / MB_PER_GB;
}

/** SageMaker Serverless has memory by whole gigabytes. */
function toWholeGbSeconds(input: CostInput): number {
  return toComputeSeconds(input) * Math.ceil((input.memoryMb ?? 1769) / MB_PER_GB);
}

/** Seconds of the month in which there are calls. */
function toBusySeconds({ predictions, callsPerSecond }: CostInput): number {
  return callsPerSecond === undefined
    ? MONTH_SECONDS
    : Math.min(MONTH_SECONDS, Math.max(1, predictions / callsPerSecond));
}

function sum(lines: readonly CostLine[]): number {
  return lines.reduce((total, { dollars }) => total + dollars, 0);
}
