import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { readEndpoints } from '../layers/maas/compose/read-endpoints.ts';
import { readSettings } from '../layers/maas/compose/settings.ts';
import {
  FUNCTION_NAMES,
  FUNCTIONS,
  toIngestMemoryMb,
  toPredictSeconds,
  type FunctionName,
  type FunctionSpec,
} from '../layers/maas/contract/functions.ts';
import type { GatewayDeps } from './gateway/handle-request.ts';
import type { Home } from './home.ts';
import { countDeaths } from '../layers/maas/instances/count-deaths.ts';
import { FunctionPool, type Pool } from '../layers/maas/instances/function-pool.ts';
import { type HostName, LINKS } from './hosts.ts';
import { LoadsAhead } from '../layers/maas/instances/loads-ahead.ts';
import type { ProcessGuard } from '../layers/maas/instances/process-guard.ts';
import { QuarantinedPool } from '../layers/maas/instances/quarantined-pool.ts';
import type { LogBook } from './log/log-book.ts';
import { createShadowPool } from './shadows/shadow-pool.ts';
import { preloadEnvironment, toldEnvironment } from './stack-environment.ts';
import { INIT_TIMEOUT_MS, REQUESTS_QUEUED, type StackOptions } from './stack-options.ts';

export type Pools = Readonly<Record<FunctionName, Pool>>;

/** A pool of processes for each function; none of them runs yet. */
export function createPools(
  options: StackOptions,
  home: Home,
  environment: Record<string, string>,
  guard: ProcessGuard,
  log: LogBook,
): Pools {
  const { functionsDirectory, instances, idleMs } = options;
  const specs = toSpecs(options);
  const settings = readSettings({ ...process.env, ...environment });
  readEndpoints(process.env, settings); // before an upload finds that ingest does not start
  const told = toldEnvironment(options, home);
  const ahead = new LoadsAhead(preloadEnvironment(options), (error) => {
    log.logger.warn('Predict could not start with --preload, and starts without it.', { error });
  });
  const createPool = (name: FunctionName): Pool => {
    const directory = path.join(functionsDirectory, name);
    mkdirSync(directory, { recursive: true });
    const onLine = (functionName: string, line: string): void => {
      log.takeOutput(functionName, line);
    };
    const hosted = {
      name,
      createLink: LINKS[toHost(name, options)],
      spec: specs[name],
      directory,
      environment: name === 'monitor' ? { ...environment, ...told } : environment,
      ahead: name === 'predict' ? ahead : undefined,
      tmpDirectory: home.tmp,
      initTimeoutMs: INIT_TIMEOUT_MS,
      onLine,
      ...countDeaths(name, settings, (line) => {
        onLine(name, line.trimEnd());
      }),
    };
    const size = { maxInstances: instances[name], maxQueued: REQUESTS_QUEUED, idleMs };
    if (name === 'shadow') return createShadowPool(hosted, guard, size);
    return name === 'predict'
      ? new QuarantinedPool(hosted, guard, size)
      : new FunctionPool(hosted, guard, size);
  };
  return Object.fromEntries(FUNCTION_NAMES.map((name) => [name, createPool(name)])) as Pools;
}

/**
 * Lets the gateway call a function in the form that its host takes.
 * @param checkHome throws where the home is not in its place
 */
export function invokeWith(
  pools: Pools,
  options: StackOptions,
  checkHome: () => void,
): GatewayDeps['invoke'] {
  return async (name, { received, toEvent }, call) => {
    checkHome();
    return pools[name].invoke(toHost(name, options) === 'process' ? received : toEvent(), call);
  };
}

/** All but predict are asked so seldom that they run as they do on AWS. */
function toHost(name: FunctionName, { host }: StackOptions): HostName {
  return name === 'predict' ? host : 'lambda';
}

/**
 * Applies the options to the contract's specs. Ingest tries models with the memory that predict
 * has.
 */
function toSpecs({
  predictTimeoutSeconds,
  predictMemoryMb,
}: StackOptions): Record<FunctionName, FunctionSpec> {
  const serving = {
    memoryMb: predictMemoryMb,
    timeoutSeconds: toPredictSeconds(predictTimeoutSeconds),
  };
  return {
    ...FUNCTIONS,
    predict: { ...FUNCTIONS.predict, ...serving },
    shadow: { ...FUNCTIONS.shadow, ...serving },
    ingest: { ...FUNCTIONS.ingest, memoryMb: toIngestMemoryMb(predictMemoryMb) },
  };
}
