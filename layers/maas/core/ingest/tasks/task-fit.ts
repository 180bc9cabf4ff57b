import type { TaskMisfit } from '../../tasks/task/task-misfit.ts';
import type { TaskSetup } from '../../tasks/task/task.ts';
import type { BundleFacts } from './bundle/bundle-facts.ts';

/** How a bundle comes to a task: the half of a task that ingest alone needs. */
export interface TaskFit {
  /** Tells whether a bundle for which no task was named may be for this one; it must fit, too. */
  readonly isLikely: (bundle: BundleFacts) => boolean;
  /** Chooses what to keep on record of a bundle. */
  readonly configure: (bundle: BundleFacts) => TaskSetup | TaskMisfit;
}
