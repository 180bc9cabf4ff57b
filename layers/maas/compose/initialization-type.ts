import type { Environment } from './settings-reader.ts';

/**
 * Set by Lambda itself: `on-demand`, `provisioned-concurrency`, `snap-start` and others.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
const INITIALIZATION_TYPE = 'AWS_LAMBDA_INITIALIZATION_TYPE';

/** True where the process is, or is about to be, a copy of one that a snapshot was taken of. */
export function isOfSnapshot(environment: Environment): boolean {
  return environment[INITIALIZATION_TYPE] === 'snap-start';
}

/**
 * True where nobody waits for the start: it has 130 s, or the function's time where that is longer.
 * On demand Lambda begins a start anew that has taken 10 s.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export function isStartedAhead(environment: Environment): boolean {
  return (
    environment[INITIALIZATION_TYPE] === 'provisioned-concurrency' || isOfSnapshot(environment)
  );
}
