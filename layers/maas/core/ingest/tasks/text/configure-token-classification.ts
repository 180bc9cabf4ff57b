import { TaskMisfit } from '../../../tasks/task/task-misfit.ts';
import type { TaskSetup } from '../../../tasks/task/task.ts';
import type { TokenClassificationConfig } from '../../../tasks/text/token-classification.ts';
import type { BundleFacts } from '../bundle/bundle-facts.ts';
import { findLogits } from '../bundle/find-logits.ts';
import { findScoring } from '../bundle/find-scoring.ts';
import { findLabelMisfit, findLabels } from '../bundle/label-files.ts';
import { readTextConfig } from './read-text-config.ts';

export function configureTokenClassification(bundle: BundleFacts): TaskSetup | TaskMisfit {
  const text = readTextConfig(bundle, 'token-classification', { isWindowed: true });
  if (text instanceof TaskMisfit) return text;
  const logits = findLogits(bundle.signature, 3);
  if (!logits) {
    return new TaskMisfit(
      'token-classification needs an output of shape [-1, -1, classes], a logit per token and ' +
        'class',
    );
  }
  const labels = findLabels(bundle);
  const misfit = findLabelMisfit(labels, logits.shape[2]);
  if (misfit !== undefined) return misfit;
  const scoring = findScoring(bundle, logits, 'softmax');
  if (scoring instanceof TaskMisfit) return scoring;
  const config: TokenClassificationConfig = { text, logits: logits.name };
  return { labels, scoring, config };
}
