import { Token } from 'aws-cdk-lib';
import { MODEL_NAME, MODEL_NAME_RULE } from '../../layers/maas/contract/names.ts';
import { findImageContext } from '../image/image-context.ts';
import type { EndpointProps, EndpointStart } from '../props/endpoint-props.ts';
import { refuse } from '../props/refuse.ts';
import { requireConcurrency } from '../props/require-concurrency.ts';
import { requireInteger } from '../props/require-integer.ts';
import { LONGEST_RUN_SECONDS, type ResolvedProps } from '../props/resolve-props.ts';

/** The bounds and the target of the capacity that is kept warm. */
export interface Capacity {
  readonly minCapacity: number;
  readonly maxCapacity: number;
  readonly utilizationTarget: number;
}

export interface ResolvedEndpoint extends Pick<
  Required<EndpointProps>,
  | 'model'
  | 'memorySize'
  | 'storageSize'
  | 'architecture'
  | 'imageContext'
  | 'timeout'
  | 'maxConcurrency'
  | 'preload'
> {
  readonly threads: number | undefined;
  /** undefined where none are kept warm. */
  readonly capacity: Capacity | undefined;
  /** True where instances are restored from a snapshot of one that has started. */
  readonly isSnapStart: boolean;
}

const STARTS: readonly EndpointStart[] = ['onDemand', 'provisioned', 'snapStart'];
/** Megabytes of a disk that a snapshot may be taken of. */
const SNAPSHOT_STORAGE_MB = 512;
/** The range that Application Auto Scaling takes. */
const [LEAST_TARGET, MOST_TARGET] = [0.1, 0.9];

/**
 * Fills in what the service has.
 * @throws Error where AWS would refuse the value, or ignore it in silence
 */
export function resolveEndpoint(
  name: string,
  props: EndpointProps,
  service: ResolvedProps,
): ResolvedEndpoint {
  const { architecture = service.architecture, start = 'onDemand' } = props;
  refuse(!STARTS.includes(start), `start must be one of ${STARTS.join(', ')}; got '${start}'.`);
  const isSnapStart = start === 'snapStart';
  const isServices = architecture.name === service.architecture.name;
  const resolved = {
    model: props.model ?? name,
    memorySize: props.memorySize ?? service.predictMemoryMb,
    storageSize:
      props.storageSize ?? (isSnapStart ? SNAPSHOT_STORAGE_MB : service.predictStorageMb),
    architecture,
    imageContext:
      props.imageContext ?? (isServices ? service.imageContext : findImageContext(architecture)),
    threads: props.threads,
    timeout: props.timeout ?? service.predictTimeout,
    maxConcurrency: props.maxConcurrency ?? service.predictMaxConcurrency,
    preload: props.preload ?? true,
    isSnapStart,
  };
  requireModelName('An endpoint', name);
  requireModelName('model', resolved.model);
  checkSizes(resolved);
  return { ...resolved, capacity: resolveCapacity(props, resolved) };
}

function checkSizes(endpoint: Omit<ResolvedEndpoint, 'capacity'>): void {
  const { memorySize, storageSize, threads, timeout, maxConcurrency } = endpoint;
  requireInteger('memorySize', memorySize, 128, 10_240);
  requireInteger('storageSize', storageSize, 512, 10_240);
  if (threads !== undefined) requireInteger('threads', threads, 1, 6);
  const seconds = timeout.toSeconds({ integral: false });
  requireInteger('timeout in seconds', seconds, 1, LONGEST_RUN_SECONDS);
  requireConcurrency('maxConcurrency', maxConcurrency);
}

function resolveCapacity(
  props: EndpointProps,
  endpoint: Omit<ResolvedEndpoint, 'capacity'>,
): Capacity | undefined {
  const { start = 'onDemand', minCapacity = 1, maxCapacity, utilizationTarget = 0.7 } = props;
  const { maxConcurrency, preload, isSnapStart } = endpoint;
  if (isSnapStart) checkSnapStart(endpoint);
  if (start !== 'provisioned') {
    refuseCapacity(props);
    return undefined;
  }
  if (maxCapacity === undefined) {
    throw new Error("start: 'provisioned' needs maxCapacity, the most instances to pay for.");
  }
  requireInteger('minCapacity', minCapacity, 1, 100_000);
  requireInteger('maxCapacity', maxCapacity, minCapacity, 100_000);
  refuse(
    typeof maxConcurrency === 'number' && maxCapacity > maxConcurrency,
    `maxCapacity must be at most maxConcurrency; got ${maxCapacity} of ${maxConcurrency}.`,
  );
  refuse(
    !Token.isUnresolved(utilizationTarget) &&
      !(utilizationTarget >= LEAST_TARGET && utilizationTarget <= MOST_TARGET),
    `utilizationTarget must be from ${LEAST_TARGET} to ${MOST_TARGET}; got ${utilizationTarget}.`,
  );
  refuse(
    !preload,
    "start: 'provisioned' with preload: false would pay for warm instances whose first call waits " +
      'for its model; leave one of them out.',
  );
  return { minCapacity, maxCapacity, utilizationTarget };
}

/**
 * As AWS has it, and as it is worth what it costs.
 * https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html
 */
function checkSnapStart({ storageSize, preload }: Omit<ResolvedEndpoint, 'capacity'>): void {
  refuse(
    storageSize > SNAPSHOT_STORAGE_MB,
    `start: 'snapStart' takes a storageSize of ${SNAPSHOT_STORAGE_MB}; got ${storageSize}. Take ` +
      "'onDemand' or 'provisioned' for a model whose files do not fit it.",
  );
  refuse(
    !preload,
    "start: 'snapStart' with preload: false would pay for snapshots without the model; leave one of " +
      'them out.',
  );
}

function refuseCapacity(props: EndpointProps): void {
  for (const name of ['minCapacity', 'maxCapacity', 'utilizationTarget'] as const) {
    refuse(props[name] !== undefined, `${name} needs start: 'provisioned'.`);
  }
}

function requireModelName(what: string, value: string): void {
  refuse(
    !Token.isUnresolved(value) && !MODEL_NAME.test(value),
    `${what} must be named by ${MODEL_NAME_RULE}; got '${value}'.`,
  );
}
