import type { CreateLink } from '../layers/maas/instances/instance-link.ts';
import { ProcessLink } from '../layers/maas/instances/process-link.ts';
import { LambdaLink } from './runtime-api/lambda-link.ts';

/**
 * The hosts that a function's code runs under: Lambda's official runtime client, which is told of
 * events, or a program of the function's own, which is sent requests. Either takes one at a time.
 */
export const HOSTS = ['process', 'lambda'] as const;
export type HostName = (typeof HOSTS)[number];

/** The way into an instance under each of them. */
export const LINKS: Readonly<Record<HostName, CreateLink>> = {
  process: (options) => new ProcessLink(options),
  lambda: (options) => new LambdaLink(options),
};
