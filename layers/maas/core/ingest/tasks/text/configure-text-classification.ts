import { findBatch } from '../../../tasks/task/run-batches.ts';
import { TaskMisfit } from '../../../tasks/task/task-misfit.ts';
import type { TaskSetup } from '../../../tasks/task/task.ts';
import { readsStrings, type StringConfig } from '../../../tasks/text/string-classifier.ts';
import type { TokenConfig } from '../../../tasks/text/text-classifier.ts';
import type { TensorSpec } from '../../../tensor.ts';
import type { BundleFacts } from '../bundle/bundle-facts.ts';
import { findLogits } from '../bundle/find-logits.ts';
import { findScoring, readPipelineFunction } from '../bundle/find-scoring.ts';
import { findLabelMisfit, findLabels } from '../bundle/label-files.ts';
import { findClassifierForm } from '../tabular/find-classifier-form.ts';
import { readTextConfig } from './read-text-config.ts';

export function configureTextClassification(bundle: BundleFacts): TaskSetup | TaskMisfit {
  return readsStrings(bundle.signature)
    ? configureStringClassifier(bundle)
    : configureTextClassifier(bundle);
}

function configureTextClassifier(bundle: BundleFacts): TaskSetup | TaskMisfit {
  const text = readTextConfig(bundle, 'text-classification');
  if (text instanceof TaskMisfit) return text;
  const logits = findLogits(bundle.signature, 2);
  if (!logits) {
    return new TaskMisfit(
      'text-classification needs an output of shape [-1, classes], a logit per text and class',
    );
  }
  const labels = findLabels(bundle);
  const [, width] = logits.shape;
  const misfit = findLabelMisfit(labels, width);
  if (misfit !== undefined) return misfit;
  const scoring = findScoring(
    bundle,
    logits,
    readPipelineFunction(bundle, labels?.length ?? width),
  );
  if (scoring instanceof TaskMisfit) return scoring;
  const config: TokenConfig = { text, logits: logits.name };
  return { labels, scoring, config };
}

function configureStringClassifier(bundle: BundleFacts): TaskSetup | TaskMisfit {
  const [input] = bundle.signature.inputs;
  if (!input || !isColumn(input)) {
    return new TaskMisfit(
      `text-classification needs an input of shape [-1] or [-1, 1]; '${input?.name ?? ''}' has ` +
        `[${input?.shape.join(', ') ?? ''}]`,
    );
  }
  const found = findClassifierForm(bundle, 'text-classification');
  if (found instanceof TaskMisfit) return found;
  const batch = bundle.measured?.isMixing ? 1 : findBatch(bundle.signature);
  const config: StringConfig = { classifier: found.form, batch };
  return { labels: found.labels, scoring: found.scoring, config };
}

function isColumn({ shape }: TensorSpec): boolean {
  return shape.length === 1 || (shape.length === 2 && (shape[1] === 1 || shape[1] === -1));
}
