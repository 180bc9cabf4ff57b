import { Token } from 'aws-cdk-lib';
import { EndpointType } from 'aws-cdk-lib/aws-apigateway';
import { WEB_FUNCTION } from '../../layers/maas/contract/web-function.ts';
import type { ModelServiceProps } from './model-service-props.ts';
import { refuse } from './refuse.ts';
import { requireInteger } from './require-integer.ts';

const HOSTS: readonly unknown[] = ['function', 'web', undefined];
/** Props that mean nothing to a web function, and why. */
const NOT_ON_WEB = {
  predictMemoryMb: `a web function has ${WEB_FUNCTION.memoryMb} MB, whatever it runs`,
  predictStorageMb: `a web function has ${WEB_FUNCTION.storageMb} MB of disk, whatever it runs`,
  predictMaxConcurrency: 'predictMaxEnvironments bounds a web function',
  predictProvisionedConcurrency: 'AWS keeps no environment of a web function warm',
  predictDeployment: 'CodeDeploy shifts no web function',
  vpc: 'a web function leaves by a network connector, which this construct does not make',
} as const satisfies Partial<Record<keyof ModelServiceProps, string>>;
const ON_WEB_ALONE = ['predictMaxEnvironments', 'predictMaxRequests', 'webPackage'] as const;

/**
 * Of the props as they were given: defaults that mean nothing to a web function are no mistake.
 * @throws Error where props do not go together, or AWS would refuse one of them
 */
export function checkWeb(props: ModelServiceProps): void {
  const { predictOn } = props;
  refuse(!HOSTS.includes(predictOn), `predictOn must be 'function' or 'web'; got '${predictOn}'.`);
  if (predictOn !== 'web') {
    for (const name of ON_WEB_ALONE) {
      refuse(props[name] !== undefined, `${name} needs predictOn: 'web'.`);
    }
    return;
  }
  for (const [name, reason] of Object.entries(NOT_ON_WEB)) {
    const given = props[name as keyof typeof NOT_ON_WEB];
    refuse(given !== undefined, `predictOn: 'web' takes no ${name}: ${reason}. Leave it out.`);
  }
  refuse(
    props.architecture !== undefined && props.architecture.name !== 'arm64',
    `predictOn: 'web' runs on arm64; got ${props.architecture?.name}. Set architecture: ` +
      'Architecture.ARM_64, or leave it out: ingest tries models on the processor that serves them.',
  );
  refuse(
    props.endpointType === EndpointType.PRIVATE,
    "predictOn: 'web' takes no private API: a web function's address is public, though only the " +
      "API's secret or a signature opens it. Take predictOn: 'function'.",
  );
  checkNumbers(props);
}

function checkNumbers(props: ModelServiceProps): void {
  const { predictMaxEnvironments, predictMaxRequests, predictThreads } = props;
  if (predictMaxEnvironments !== undefined) {
    requireInteger('predictMaxEnvironments', predictMaxEnvironments, 2, 100_000);
  }
  if (predictMaxRequests !== undefined) {
    requireInteger('predictMaxRequests', predictMaxRequests, 1, WEB_FUNCTION.mostRequests);
  }
  refuse(
    predictThreads !== undefined &&
      !Token.isUnresolved(predictThreads) &&
      predictThreads > WEB_FUNCTION.vCpus,
    `predictThreads must be at most ${WEB_FUNCTION.vCpus} with predictOn: 'web', which has as many ` +
      `vCPUs; got ${predictThreads}.`,
  );
}
