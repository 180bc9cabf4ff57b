import { MaasError } from '../../errors.ts';
import type { Classified } from '../answers/classes.ts';
import { encodeText, getTokenizer, type CutOptions } from './encode-text.ts';
import { getFloats } from '../task/floats.ts';
import { runTokens } from './run-tokens.ts';
import { applyFunction, type PipelineFunction } from '../scores/score-function.ts';
import { chooseFunction, getScoring } from '../scores/scoring.ts';
import type { ConfiguredContext, TaskModel } from '../task/task.ts';
import { isTextConfig, type TextConfig } from './text-config.ts';
import { createConfigParser } from '../task/config-parser.ts';
import { isShape, isText } from '../../json/guards.ts';

/** The settings of a model that reads tokens. */
export interface TokenConfig {
  readonly text: TextConfig;
  /** Name of the output with a logit per text and class. */
  readonly logits: string;
}

export const parseTokenConfig = createConfigParser(
  'text-classification',
  isShape<TokenConfig>({ text: isTextConfig, logits: isText }),
);

export interface ClassifyOptions extends CutOptions {
  /** In place of the function that the model's configuration names. */
  readonly function?: PipelineFunction | undefined;
}

export async function runTextClassifier(
  texts: readonly (readonly [string, string?])[],
  context: ConfiguredContext<TokenConfig>,
  options: ClassifyOptions,
  model: TaskModel,
): Promise<Classified[]> {
  const { text, logits } = context.config;
  const scoreFunction = chooseFunction(getScoring(context), options.function);
  const tokenizer = getTokenizer(model);
  const rows = texts.map((pair) => encodeText(tokenizer, pair, text, options));
  return runTokens(
    model,
    context.signature,
    rows,
    { outputs: [logits] },
    ({ outputs, index, count }) => {
      const values = getFloats(outputs, logits);
      const width = values.length / count;
      if (!Number.isInteger(width)) {
        throw new MaasError(
          'RUN_FAILED',
          `The output '${logits}' has ${values.length} numbers for ${count} texts.`,
        );
      }
      return {
        scores: applyFunction(values.subarray(index * width, (index + 1) * width), scoreFunction),
      };
    },
  );
}
