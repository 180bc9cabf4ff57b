import { TaskMisfit } from '../../../tasks/task/task-misfit.ts';
import type { TaskSetup } from '../../../tasks/task/task.ts';
import type { FillMaskConfig } from '../../../tasks/text/fill-mask.ts';
import type { BundleFacts } from '../bundle/bundle-facts.ts';
import { findLogits } from '../bundle/find-logits.ts';
import { findScoring } from '../bundle/find-scoring.ts';
import { readTextConfig } from './read-text-config.ts';

export function configureFillMask(bundle: BundleFacts): TaskSetup | TaskMisfit {
  const text = readTextConfig(bundle, 'fill-mask');
  if (text instanceof TaskMisfit) return text;
  const logits = findLogits(bundle.signature, 3);
  if (!logits) {
    return new TaskMisfit(
      'fill-mask needs an output of shape [-1, -1, vocabulary], a logit per token and word',
    );
  }
  const scoring = findScoring(bundle, logits, 'softmax');
  if (scoring instanceof TaskMisfit) return scoring;
  const config: FillMaskConfig = {
    text,
    logits: logits.name,
    vocabulary: Math.max(logits.shape[2] ?? 1, 1),
  };
  return { scoring, config };
}
