import { MaasError } from '../../errors.ts';
import { OUTPUT_FUNCTIONS, type OutputFunction } from '../../onnx/output-functions.ts';
import { isOneOf, isOptional, isShape } from '../../json/guards.ts';
import { SCORE_FUNCTIONS, type PipelineFunction, type ScoreFunction } from './score-function.ts';

/** The function from a model's numbers to scores. */
export interface Scoring {
  readonly functionToApply: ScoreFunction;
  /**
   * The function that the graph itself ends in, where that is known to make probabilities or their
   * logarithms.
   */
  readonly graphEndsIn?: OutputFunction['name'];
}

export const isScoring = isShape<Scoring>({
  functionToApply: isOneOf(SCORE_FUNCTIONS),
  graphEndsIn: isOptional(isOneOf(OUTPUT_FUNCTIONS)),
});

const namesFunction = isShape<{ readonly function: ScoreFunction }>({
  function: isOneOf(SCORE_FUNCTIONS),
});

interface Recorded {
  readonly scoring?: Scoring | undefined;
  readonly config?: object | undefined;
}

/** Earlier releases kept the function in the task's configuration, and looked at no graph. */
export function getScoring({ scoring, config }: Recorded): Scoring {
  return scoring ?? { functionToApply: namesFunction(config) ? config.function : 'softmax' };
}

/**
 * The function for one call.
 * @param asked the caller's `function_to_apply`
 * @throws MaasError INVALID_REQUEST for one that cannot be taken of what the graph ends in
 */
export function chooseFunction(
  { functionToApply, graphEndsIn }: Scoring,
  asked: PipelineFunction | undefined,
): ScoreFunction {
  if (asked === undefined) return functionToApply;
  if (graphEndsIn === undefined || asked === 'none') return asked;
  const made = graphEndsIn.replace('log-', '');
  if (asked === made) return functionToApply;
  throw new MaasError(
    'INVALID_REQUEST',
    `This model's graph ends in ${graphEndsIn}; "function_to_apply" can be "${made}" or ` +
      `"none", got "${asked}".`,
  );
}
