import type { RegressorConfig } from '../../../tasks/tabular/tabular-regression.ts';
import { TaskMisfit } from '../../../tasks/task/task-misfit.ts';
import type { TaskSetup } from '../../../tasks/task/task.ts';
import type { BundleFacts } from '../bundle/bundle-facts.ts';
import { findTargets } from './find-targets.ts';
import { readTableConfig } from './read-table-config.ts';

export function configureTabularRegression(bundle: BundleFacts): TaskSetup | TaskMisfit {
  const table = readTableConfig(bundle, 'tabular-regression');
  if (table instanceof TaskMisfit) return table;
  const targets = findTargets(bundle);
  if (targets instanceof TaskMisfit) return targets;
  const config: RegressorConfig = { ...table, targets };
  return { config };
}
