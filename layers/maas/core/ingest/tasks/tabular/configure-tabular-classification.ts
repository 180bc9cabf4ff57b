import type { ClassifierConfig } from '../../../tasks/tabular/tabular-classification.ts';
import { TaskMisfit } from '../../../tasks/task/task-misfit.ts';
import type { TaskSetup } from '../../../tasks/task/task.ts';
import type { BundleFacts } from '../bundle/bundle-facts.ts';
import { findClassifierForm } from './find-classifier-form.ts';
import { readTableConfig } from './read-table-config.ts';

export function configureTabularClassification(bundle: BundleFacts): TaskSetup | TaskMisfit {
  const table = readTableConfig(bundle, 'tabular-classification');
  if (table instanceof TaskMisfit) return table;
  const found = findClassifierForm(bundle, 'tabular-classification');
  if (found instanceof TaskMisfit) return found;
  const config: ClassifierConfig = { ...table, classifier: found.form };
  const { labels, scoring, notes } = found;
  return { labels, scoring, notes, config };
}
