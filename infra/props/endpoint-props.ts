import type { Duration } from 'aws-cdk-lib';
import type { Architecture } from 'aws-cdk-lib/aws-lambda';

/** The way an endpoint's instances start, in AWS's own words in lower camel case. */
export type EndpointStart = 'onDemand' | 'provisioned' | 'snapStart';

/** A model's own predict function. What is left out is as the service's props have it. */
export interface EndpointProps {
  /**
   * Model that it serves, written as its callers write it.
   * @default - the endpoint's name
   */
  readonly model?: string;
  /**
   * Megabytes of its function, 128 to 10,240; 1,769 are one vCPU. Its versions are judged by them
   * when they are uploaded, and `ingest` grows where it has less to try them with.
   * @default - `predictMemoryMb` of the service
   */
  readonly memorySize?: number;
  /**
   * Megabytes of its disk, 512 to 10,240: all but 64 of them are for the model's files.
   * @default - `predictStorageMb` of the service; 512, and no more, with `start: 'snapStart'`
   */
  readonly storageSize?: number;
  /**
   * Its processor. Another than the service's is a second image.
   * @default - `architecture` of the service
   */
  readonly architecture?: Architecture;
  /**
   * Folder from which its image is built.
   * @default - the service's; for another processor, the one of this package
   */
  readonly imageContext?: string;
  /**
   * Processor threads of one run, 1 to 6.
   * @default - one per vCPU of `memorySize`, at least one
   */
  readonly threads?: number;
  /**
   * Time that one prediction may run, 1 second to 13 minutes, where the model has no limit of its
   * own.
   * @default - `predictTimeout` of the service
   */
  readonly timeout?: Duration;
  /**
   * Most instances at once, 1 to 100,000. They are reserved, beside those of the service.
   * @default - `predictMaxConcurrency` of the service
   */
  readonly maxConcurrency?: number | 'unreserved';
  /**
   * `'onDemand'`: an instance starts with a call that finds none free. `'provisioned'`: from
   * `minCapacity` to `maxCapacity` of them are kept warm, by how many are in use, and billed by the
   * hour; calls beyond them start others on demand. `'snapStart'`: an instance is restored from a
   * snapshot of one that had started, with the model in memory, when the version was published.
   * @default 'onDemand'
   */
  readonly start?: EndpointStart;
  /**
   * Fewest instances that are kept warm, 1 and more.
   * @default 1 - with `start: 'provisioned'`
   */
  readonly minCapacity?: number;
  /**
   * Most instances that are kept warm, `minCapacity` and more; it bounds what they cost.
   * @default - none: `start: 'provisioned'` needs it
   */
  readonly maxCapacity?: number;
  /**
   * Part of the warm instances in use, 0.1 to 0.9, around which their number is held.
   * @default 0.7 - with `start: 'provisioned'`
   */
  readonly utilizationTarget?: number;
  /**
   * Loads what the model's alias `live` calls while an instance starts, before its first call; only
   * `start: 'onDemand'` may go without.
   * @default true
   */
  readonly preload?: boolean;
}
