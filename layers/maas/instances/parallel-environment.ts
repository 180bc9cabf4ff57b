import { availableParallelism } from 'node:os';
import { ENVIRONMENT } from '../contract/environment.ts';

/** What a run of a long model takes beside other instances: more gain it little and cost them much. */
const MOST_THREADS = 2;

/**
 * Tells instances that share a machine how many threads a run of a long model takes. Whoever sets
 * `MAAS_THREADS` has said it for all runs.
 */
export function parallelEnvironment(
  given: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const { [ENVIRONMENT.threads]: threads = '', [ENVIRONMENT.parallelThreads]: parallel = '' } =
    given;
  if (threads !== '' && parallel === '') return {};
  const most = String(Math.min(MOST_THREADS, availableParallelism()));
  return { [ENVIRONMENT.parallelThreads]: parallel === '' ? most : parallel };
}
