import { SLOW_PERCENT, type OwnLimit, type ServiceLimit } from './alarm-limits.ts';
import { HOUR, MINUTE, QUICK, SLOW, STEADY } from './alarm-periods.ts';
import { ENDPOINT_ALARM_RULES } from './endpoint-alarms.ts';
import type { Dimension, MetricName } from './metrics.ts';

/** Statistics that CloudWatch Metrics Insights has; it knows no percentiles. */
export type GroupStatistic = 'Sum' | 'Average' | 'Minimum' | 'Maximum' | 'SampleCount';

export type ModelStatistic = GroupStatistic | `p${number}`;

/**
 * One alarm for all: each combination of these dimensions that has data is a contributor with a
 * state of its own.
 */
export interface GroupWatch {
  readonly kind: 'group';
  readonly metric: MetricName;
  readonly statistic: GroupStatistic;
  readonly by: readonly Dimension[];
}

/** An alarm of one model that set the limit for itself, made when it does. */
export interface ModelWatch {
  readonly kind: 'model';
  readonly limit: OwnLimit;
  /** By the names that `expression` has for them. */
  readonly metrics: Readonly<
    Record<string, { readonly metric: MetricName; readonly statistic: ModelStatistic }>
  >;
  /** CloudWatch's metric math. @default - the only metric */
  readonly expression?: string;
}

/** An alarm on what AWS itself measures; one machine has nothing of the kind. */
export interface AwsWatch {
  readonly kind: 'aws';
  readonly source: 'gateway' | 'deadLetters';
}

/** An alarm of one endpoint, on what Lambda measures of its function; made with it. */
export interface FunctionWatch {
  readonly kind: 'function';
  /** In CloudWatch's namespace `AWS/Lambda`. */
  readonly metric: 'Errors' | 'Throttles' | 'ProvisionedConcurrencySpilloverInvocations';
}

export interface AlarmRule {
  /** The headline of a message: it says what has happened. */
  readonly title: string;
  /** The condition; `{limit}` stands for the number that the service or the model sets. */
  readonly what: string;
  readonly todo: string;
  /** Section of `docs/runbook.md`. */
  readonly runbook: string;
  readonly watch: GroupWatch | ModelWatch | AwsWatch | FunctionWatch;
  readonly periodSeconds: number;
  /** M of the last N periods have to breach. */
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
  readonly comparison: AlarmComparison;
  /** A number, or that of the service or the model with this name. */
  readonly threshold: number | ServiceLimit | OwnLimit;
  /** The limit that `what` speaks of. @default - `threshold` */
  readonly limit?: ServiceLimit;
  /** A service that sleeps is well. */
  readonly missingData: 'notBreaching';
  /** Rules that explain this one: while one of them rings, this one stays silent. */
  readonly unless?: readonly ('ErrorRate' | 'AlwaysFails')[];
}

export type AlarmComparison =
  'GreaterThanThreshold' | 'GreaterThanOrEqualToThreshold' | 'LessThanThreshold';

/** Samples in a period below which a model's own limits say nothing. */
export const FEWEST_SAMPLES = 20;

/** Failures, or slow answers, beyond the budget below which a period says nothing. */
const OVER_BUDGET = 3;

/** The `detail-type` of CloudWatch's events: of an alarm, and of one contributor to an alarm. */
export const ALARM_EVENTS = [
  'CloudWatch Alarm State Change',
  'CloudWatch Alarm Contributor State Change',
] as const;

const BY_VERSION = ['Model', 'Version'] as const;
/** Metrics Insights looks back three hours and no further. */
export const GROUP_WINDOW_SECONDS = 3 * HOUR;
/** Series that one Metrics Insights query answers; what is beyond is not watched. */
export const GROUP_SERIES = 500;

/**
 * The alarms, as data: the stack makes CloudWatch's of them, and one machine evaluates the same
 * rules. Each has a section in `docs/runbook.md`.
 */
export const ALARM_RULES = {
  ErrorRate: {
    title: 'predictions fail',
    what:
      "More than {limit} % of a version's predictions fail by the fault of the service " +
      'or the model.',
    todo: 'Look at the errors by type, and point the alias back to the version before.',
    runbook: 'errorrate',
    watch: { kind: 'group', metric: 'ErrorsOverBudget', statistic: 'Sum', by: BY_VERSION },
    ...QUICK,
    comparison: 'GreaterThanThreshold',
    threshold: OVER_BUDGET,
    limit: 'errorRatePercent',
    missingData: 'notBreaching',
  },
  AlwaysFails: {
    title: 'every prediction fails',
    what:
      'In three quarter hours of the last three hours every prediction of a version failed. ' +
      'It rings for versions that are called too rarely for an error rate.',
    todo: 'Call the model once by hand, and point the alias back to the version before.',
    runbook: 'alwaysfails',
    watch: { kind: 'group', metric: 'Errors', statistic: 'Minimum', by: BY_VERSION },
    periodSeconds: 15 * MINUTE,
    datapointsToAlarm: 3,
    evaluationPeriods: 12,
    comparison: 'GreaterThanOrEqualToThreshold',
    threshold: 1,
    missingData: 'notBreaching',
  },
  Latency: {
    title: 'predictions are slow',
    what:
      `More than ${SLOW_PERCENT} % of a version's answers take longer than {limit} ms: ` +
      `its p99 is above that.`,
    todo: 'See whether loading or inference is slow, and give predict more memory or point the alias back.',
    runbook: 'latency',
    watch: { kind: 'group', metric: 'SlowOverBudget', statistic: 'Sum', by: BY_VERSION },
    ...STEADY,
    comparison: 'GreaterThanThreshold',
    threshold: OVER_BUDGET,
    limit: 'latencyP99Ms',
    missingData: 'notBreaching',
  },
  Drift: {
    title: 'inputs are not what they were',
    what:
      "What comes to a version, or what it answers, is further from the version's baseline than " +
      'chance explains, and than its model allows.',
    todo: 'Look at which part moved, as GET …/drift says, and train on what comes now.',
    runbook: 'drift',
    watch: { kind: 'group', metric: 'Drift', statistic: 'Maximum', by: BY_VERSION },
    ...SLOW,
    comparison: 'GreaterThanThreshold',
    threshold: 1,
    missingData: 'notBreaching',
  },
  OwnErrorRate: {
    title: 'predictions fail',
    what:
      'More than {limit} % of its predictions fail by the fault of the service or the ' +
      'model; that is its own limit.',
    todo: 'Look at the errors by type, and point the alias back to the version before.',
    runbook: 'ownerrorrate',
    watch: {
      kind: 'model',
      limit: 'errorRatePercent',
      metrics: {
        errors: { metric: 'Errors', statistic: 'Sum' },
        n: { metric: 'Predictions', statistic: 'Sum' },
      },
      expression: `IF(n >= ${FEWEST_SAMPLES}, 100 * errors / n, 0)`,
    },
    ...STEADY,
    comparison: 'GreaterThanThreshold',
    threshold: 'errorRatePercent',
    missingData: 'notBreaching',
  },
  OwnLatency: {
    title: 'predictions are slow',
    what: 'The slowest 1 % of its answers take longer than {limit} ms; that is its own limit.',
    todo: 'See whether loading or inference is slow, and give predict more memory or point the alias back.',
    runbook: 'ownlatency',
    watch: {
      kind: 'model',
      limit: 'latencyP99Ms',
      metrics: {
        p99: { metric: 'PredictionLatency', statistic: 'p99' },
        n: { metric: 'PredictionLatency', statistic: 'SampleCount' },
      },
      expression: `IF(n >= ${FEWEST_SAMPLES}, p99, 0)`,
    },
    ...STEADY,
    comparison: 'GreaterThanThreshold',
    threshold: 'latencyP99Ms',
    missingData: 'notBreaching',
  },
  OwnAccuracy: {
    title: 'answers are wrong',
    what:
      'Fewer than {limit} % of its answers agree with the truth that was sent for them; ' +
      'that is its own limit.',
    todo: 'Compare the versions, and point the alias back to one whose accuracy was well.',
    runbook: 'ownaccuracy',
    watch: {
      kind: 'model',
      limit: 'minAccuracyPercent',
      metrics: {
        accuracy: { metric: 'Accuracy', statistic: 'Average' },
        n: { metric: 'Accuracy', statistic: 'SampleCount' },
      },
      expression: `IF(n >= ${FEWEST_SAMPLES}, 100 * accuracy, 100)`,
    },
    ...SLOW,
    comparison: 'LessThanThreshold',
    threshold: 'minAccuracyPercent',
    missingData: 'notBreaching',
  },
  GatewayErrorRate: {
    title: 'calls end in 5xx',
    what:
      'More than {limit} % of all calls end in a 5xx, and no model explains it: a ' +
      'function dies, runs out of time or out of concurrency.',
    todo: 'See the log of the function that the access log names.',
    runbook: 'gatewayerrorrate',
    watch: { kind: 'aws', source: 'gateway' },
    ...QUICK,
    comparison: 'GreaterThanThreshold',
    threshold: 'errorRatePercent',
    missingData: 'notBreaching',
    unless: ['ErrorRate', 'AlwaysFails'],
  },
  ...ENDPOINT_ALARM_RULES,
  DeadLetters: {
    title: 'something could not be delivered',
    what:
      'A submitted model could not be validated at any attempt, or an alarm could not be ' +
      'delivered.',
    todo: 'Read the message in the dead letter queue: it says which and why.',
    runbook: 'deadletters',
    watch: { kind: 'aws', source: 'deadLetters' },
    periodSeconds: MINUTE,
    datapointsToAlarm: 1,
    evaluationPeriods: 1,
    comparison: 'GreaterThanThreshold',
    threshold: 0,
    missingData: 'notBreaching',
  },
} as const satisfies Record<string, AlarmRule>;

export type AlarmId = keyof typeof ALARM_RULES;
export const ALARM_IDS = Object.keys(ALARM_RULES) as AlarmId[];

/** The rule, as what reads all of them takes one. */
export function getAlarmRule(id: AlarmId): AlarmRule {
  return ALARM_RULES[id];
}

/** `what` with its number, in a sentence that a person reads. */
export function describeAlarm(rule: AlarmRule, limit: number | undefined): string {
  return rule.what.replace('{limit}', String(limit ?? ''));
}
