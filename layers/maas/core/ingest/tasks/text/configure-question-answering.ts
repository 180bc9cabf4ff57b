import type { Scoring } from '../../../tasks/scores/scoring.ts';
import { isFloat } from '../../../tasks/task/floats.ts';
import { TaskMisfit } from '../../../tasks/task/task-misfit.ts';
import type { TaskSetup } from '../../../tasks/task/task.ts';
import type { QuestionAnsweringConfig } from '../../../tasks/text/question-answering.ts';
import type { BundleFacts } from '../bundle/bundle-facts.ts';
import { findJson } from '../bundle/bundle-texts.ts';
import { findScoring } from '../bundle/find-scoring.ts';
import { readTextConfig } from './read-text-config.ts';

export function configureQuestionAnswering(bundle: BundleFacts): TaskSetup | TaskMisfit {
  const [start, end] = ['start_logits', 'end_logits'].map((name) =>
    bundle.signature.outputs.find(
      (output) => output.name === name && isFloat(output) && output.shape.length === 2,
    ),
  );
  if (!start || !end) {
    return new TaskMisfit(
      'question-answering needs the outputs start_logits and end_logits, of shape [-1, -1]',
    );
  }
  const text = readTextConfig(bundle, 'question-answering', { isWindowed: true });
  if (text instanceof TaskMisfit) return text;
  if (findJson(bundle.texts, 'tokenizer_config.json')?.padding_side === 'left') {
    return new TaskMisfit(
      "question-answering puts the question before its context; with this tokenizer's " +
        'padding_side "left" the pipeline would turn them round',
    );
  }
  const scorings = [start, end].map((output) => findScoring(bundle, output, 'softmax'));
  const misfit = scorings.find((found) => found instanceof TaskMisfit);
  if (misfit) return misfit;
  const [{ graphEndsIn } = {}, other] = scorings as Scoring[];
  if (graphEndsIn?.endsWith('sigmoid') || graphEndsIn !== other?.graphEndsIn) {
    return new TaskMisfit(
      'question-answering needs start_logits and end_logits to be logits, or probabilities ' +
        'over the tokens (Softmax, LogSoftmax), both alike',
    );
  }
  const config: QuestionAnsweringConfig = { text, start: start.name, end: end.name };
  return {
    scoring: { functionToApply: 'softmax', graphEndsIn },
    config,
  };
}
