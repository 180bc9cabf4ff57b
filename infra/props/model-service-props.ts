import type { Duration, RemovalPolicy, SecretValue } from 'aws-cdk-lib';
import type { IAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import type { Architecture } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { ApiProps } from './api-props.ts';
import type { CaptureProps } from './capture-props.ts';
import type { NetworkProps } from './network-props.ts';
import type { OperationProps } from './operation-props.ts';
import type { WebProps } from './web-props.ts';

/**
 * The authentication of a plane's callers: an API key in `x-api-key`, a request signed with AWS
 * credentials (SigV4), or the token that an authorizer of yours takes, as a JSON Web Token of a
 * Cognito pool.
 */
export type PlaneAuth = 'apiKey' | 'iam' | IAuthorizer;

export interface ModelServiceProps
  extends ApiProps, NetworkProps, OperationProps, CaptureProps, WebProps {
  /**
   * Model that `/predict` and `/upload` take when none is named.
   * @default 'default'
   */
  readonly defaultModel?: string;
  /**
   * Authentication of callers who predict. AWS advises against API keys as the only proof: they do
   * not expire, and whoever may read the account's keys has them.
   * @default 'apiKey' - one key and its usage plan are made; add more to `usagePlan`
   */
  readonly dataPlaneAuth?: PlaneAuth;
  /**
   * Authentication of callers who upload, promote and delete models, and read their metrics.
   * @default 'iam' - callers need `execute-api:Invoke`, as `grantControl` gives it
   */
  readonly controlPlaneAuth?: PlaneAuth;
  /**
   * Calls a second of each route, and of each key over all routes. API Gateway counts by route, and
   * as well as it can: it bounds what a caller gets, not what a flood costs.
   * @default 100
   */
  readonly rateLimit?: number;
  /**
   * Calls at once above the rate, of each route and of each key.
   * @default 200
   */
  readonly burstLimit?: number;

  /**
   * Megabytes of the predict function, 128 to 10,240; 1,769 are one vCPU. It decides which models
   * fit and how fast they run.
   * @default 1769
   */
  readonly predictMemoryMb?: number;
  /**
   * Megabytes of predict's disk, 512 to 10,240. It decides how large a version's files may be: all
   * but 64 of them. More than 512 cost a little for as long as it runs.
   * @default 2048
   */
  readonly predictStorageMb?: number;
  /**
   * Time that one prediction may run, 1 second to 13 minutes, where its model has no limit of its
   * own. Fetching and loading a model do not count; they have at least 90 seconds.
   * @default Duration.seconds(30)
   */
  readonly predictTimeout?: Duration;
  /**
   * Megabytes of the ingest function, 1,024 to 10,240: all but 512 of them are for the process that
   * tries the uploaded model, which gets no more than predict has.
   * @default - 3008, or 512 more than `predictMemoryMb` where that is more
   */
  readonly ingestMemoryMb?: number;
  /**
   * Most instances of the predict function at once, 1 to 100,000, which bounds what a flood of
   * requests can cost and leaves the rest of the account's concurrency to others. They are
   * reserved, and AWS refuses that where the account would have fewer than 100 left (new accounts
   * may have 10 in all): then `'unreserved'`.
   * @default 50
   */
  readonly predictMaxConcurrency?: number | 'unreserved';
  /**
   * Processor of all functions. The image is built for it, so arm64 wants a machine (or emulation)
   * that can.
   * @default Architecture.X86_64 - arm64 with `predictOn: 'web'`
   */
  readonly architecture?: Architecture;
  /**
   * Base image of the functions' image. AWS does not patch images that are deployed: with a digest
   * (`…:24@sha256:…`), another one is a new image, and a deploy.
   * @default - AWS's own Node 24 image, `public.ecr.aws/lambda/nodejs:24`
   */
  readonly baseImage?: string;
  /**
   * Folder from which the image is built.
   * @default - the one of this package for the architecture
   */
  readonly imageContext?: string;

  /**
   * Slowest 1 % of predictions that is still well, 1 ms to 15 minutes, where a model has no limit
   * of its own.
   * @default Duration.seconds(5)
   */
  readonly latencyAlarmThreshold?: Duration;
  /**
   * Failed predictions in percent that are still well, above 0 and below 100, where a model has no
   * limit of its own.
   * @default 5
   */
  readonly errorRateAlarmPercent?: number;
  /**
   * The topic that alarms go to.
   * @default - a new topic, encrypted with a key of its own
   */
  readonly alarmTopic?: ITopic;
  /**
   * Addresses that alarms are sent to; each must confirm once.
   * @default - none
   */
  readonly alarmEmails?: readonly string[];
  /**
   * HTTPS addresses that alarms are posted to as SNS posts them; each must confirm once.
   * @default - none
   */
  readonly alarmHttpsEndpoints?: readonly string[];
  /**
   * Address of a Slack channel's incoming webhook, as a secret:
   * `SecretValue.secretsManager('on-call-slack')`.
   * @default - none
   */
  readonly alarmSlackWebhook?: SecretValue;
  /**
   * Address of a Teams channel's workflow webhook, as a secret.
   * @default - none
   */
  readonly alarmTeamsWebhook?: SecretValue;

  /**
   * Time for which logs are kept, those of accesses included.
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;
  /**
   * Time for which overwritten and deleted objects of the bucket can be restored, in whole days.
   * @default Duration.days(30)
   */
  readonly restorePeriod?: Duration;
  /**
   * Fate of the bucket, the logs, the secrets and the key when the stack is deleted. A bucket that
   * is to be destroyed must be emptied first.
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE - all stays, but of a first deploy that failed
   *   the buckets alone
   */
  readonly removalPolicy?: RemovalPolicy;
}
