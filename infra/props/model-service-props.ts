import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import type { Architecture } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';

/** How callers of a plane prove who they are: an API key in `x-api-key`, or a request signed with AWS credentials (SigV4). */
export type PlaneAuth = 'apiKey' | 'iam';

export interface ModelServiceProps {
  /**
   * Model that `/predict` and `/upload` take when none is named.
   * @default 'default'
   */
  readonly defaultModel?: string;
  /**
   * Who may predict.
   * @default 'apiKey' - one key and its usage plan are made; add more to `usagePlan`
   */
  readonly dataPlaneAuth?: PlaneAuth;
  /**
   * Who may upload, promote and delete models, and read their metrics.
   * @default 'iam' - callers need `execute-api:Invoke`, as `grantControl` gives it
   */
  readonly controlPlaneAuth?: PlaneAuth;
  /**
   * Requests a second, for the whole API and for each key.
   * @default 100
   */
  readonly rateLimit?: number;
  /**
   * Requests at once above the rate, for the whole API and for each key.
   * @default 200
   */
  readonly burstLimit?: number;

  /**
   * Megabytes of the predict function, 128 to 10,240; 1,769 are one vCPU. It decides which models fit and how fast they run.
   * @default 1769
   */
  readonly predictMemoryMb?: number;
  /**
   * Megabytes of predict's disk, 512 to 10,240. It decides how large a version's files may be: all but 64 of them. More than 512 cost a little for as long as it runs.
   * @default 2048
   */
  readonly predictStorageMb?: number;
  /**
   * How long one prediction may run, 1 second to 13 minutes, where its model has no limit of its own. Fetching and loading a model do not count; they have at least 90 seconds.
   * @default Duration.seconds(30)
   */
  readonly predictTimeout?: Duration;
  /**
   * Megabytes of the ingest function, 1,024 to 10,240: all but 512 of them are for the process that tries the uploaded model, which gets no more than predict has.
   * @default - 3008, or 512 more than `predictMemoryMb` where that is more
   */
  readonly ingestMemoryMb?: number;
  /**
   * Most instances of the predict function at once, 1 to 100,000, which bounds what a flood of requests can cost and leaves the rest of the account's concurrency to others. They are reserved, and AWS refuses that where the account would have fewer than 100 left (new accounts may have 10 in all): then `'unreserved'`.
   * @default 50
   */
  readonly predictMaxConcurrency?: number | 'unreserved';
  /**
   * Processor of all functions. The image is built for it, so arm64 wants a machine (or emulation) that can.
   * @default Architecture.X86_64
   */
  readonly architecture?: Architecture;
  /**
   * Base image of the functions' image.
   * @default - AWS's own Node 24 image, `public.ecr.aws/lambda/nodejs:24`
   */
  readonly baseImage?: string;
  /**
   * Folder from which the image is built.
   * @default - the one of this package for the architecture
   */
  readonly imageContext?: string;
  /**
   * Network in which the functions run; it must reach S3 and CloudWatch.
   * @default - none: Lambda's own
   */
  readonly vpc?: IVpc;

  /**
   * Slowest 1 % of predictions that is still well, 1 ms to 15 minutes.
   * @default Duration.seconds(5)
   */
  readonly latencyAlarmThreshold?: Duration;
  /**
   * Failed predictions in percent that are still well, above 0 and below 100.
   * @default 5
   */
  readonly errorRateAlarmPercent?: number;
  /**
   * Where alarms go.
   * @default - a new topic, encrypted with a key of its own
   */
  readonly alarmTopic?: ITopic;
  /**
   * Addresses that alarms are sent to; each must confirm once.
   * @default - none
   */
  readonly alarmEmails?: readonly string[];

  /**
   * How long logs are kept, those of accesses included.
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;
  /**
   * How long what was overwritten or deleted in the bucket can still be restored, in whole days.
   * @default Duration.days(30)
   */
  readonly restorePeriod?: Duration;
  /**
   * What becomes of the bucket, the logs and the key when the stack is deleted. A bucket that is to be destroyed must be emptied first.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
