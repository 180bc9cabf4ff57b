import type { ILambdaDeploymentConfig } from 'aws-cdk-lib/aws-codedeploy';
import type { MetricDetail } from '../../layers/maas/contract/metrics.ts';

/** The props of the functions' operation, and of what is made to watch them. */
export interface OperationProps {
  /**
   * Processor threads of one run of a model, 1 to 6.
   * @default - one per vCPU of `predictMemoryMb`, at least one
   */
  readonly predictThreads?: number;
  /**
   * Instances of predict that are kept warm at any time, 1 and more: no call to them waits for a
   * cold start. They are billed by the hour, used or not, and are part of `predictMaxConcurrency`.
   * @default - none
   */
  readonly predictProvisionedConcurrency?: number;
  /**
   * Strategy by which a new version of predict takes over, as
   * `LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES`; when ErrorRate, Latency or
   * GatewayErrorRate rings meanwhile, or rings already, the one before comes back. The first deploy
   * with it makes the alias and shifts nothing.
   * @default - at once
   */
  readonly predictDeployment?: ILambdaDeploymentConfig;
  /**
   * Most validations at once, 1 to 100,000, so that a batch of uploads leaves predict its share of
   * the account. The others wait, for up to six hours. They are reserved, as
   * `predictMaxConcurrency` is.
   * @default 'unreserved'
   */
  readonly ingestMaxConcurrency?: number | 'unreserved';
  /**
   * Most copies of calls that shadows run at once, 1 to 100,000; the others wait, for up to five
   * minutes. They are reserved, as `predictMaxConcurrency` is.
   * @default 'unreserved'
   */
  readonly shadowMaxConcurrency?: number | 'unreserved';
  /**
   * Lowest level of the functions' log lines: `'debug'`, `'info'`, `'warn'` or `'error'`. At
   * `'warn'` the line for each call is saved, 0.14 dollars per million.
   * @default 'info'
   */
  readonly logLevel?: 'debug' | 'info' | 'warn' | 'error';
  /**
   * Callers whose predictions are counted by themselves, by model, as `key:<id of an API key>`,
   * `sub:<subject of a token>` or the ARN of a user or role; all others are counted as `other`.
   * Each is a metric more for each model that it calls, at 0.30 dollars a month.
   * @default - callers are not counted, but for those with a quota
   */
  readonly countedCallers?: readonly string[];
  /**
   * Detail of metrics, for 0.30 dollars a month each: `'low'` has those that alarms, roll-outs and
   * accuracy need, `'standard'` stages, labels and scores too, cold and warm apart, `'high'` stages
   * by version as well. `'off'` writes none, and needs `alarms: false`.
   * @default 'standard'
   */
  readonly metricDetail?: MetricDetail;
  /**
   * Labels of each model that are counted by their name, 0 to 100; all others are counted as
   * `other`.
   * @default 10
   */
  readonly countedLabels?: number;
  /**
   * Has X-Ray trace calls, and predictions by their stages.
   * @default true
   */
  readonly tracing?: boolean;
  /**
   * Makes a dashboard.
   * @default true
   */
  readonly dashboard?: boolean;
  /**
   * Makes alarms, and a topic that they go to.
   * @default true
   */
  readonly alarms?: boolean;
  /**
   * Dollars a month, of the whole account, at 80 and 100 % of which `alarmEmails` are written to.
   * The cost of a flood is seen within a day, not stopped.
   * @default - no budget
   */
  readonly monthlyBudgetUsd?: number;
}
