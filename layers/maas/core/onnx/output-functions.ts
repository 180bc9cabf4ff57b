/** Functions of an output's numbers that a graph's last operators can be. */
export const OUTPUT_FUNCTIONS = ['softmax', 'sigmoid', 'log-softmax', 'log-sigmoid'] as const;

export interface OutputFunction {
  readonly name: (typeof OUTPUT_FUNCTIONS)[number];
  /**
   * Over which of the output's axes, where that can be followed; negative ones count from the last.
   */
  readonly axis?: number;
}

/** By the name of the output; those of logits and of other numbers are left out. */
export type OutputFunctions = Readonly<Record<string, OutputFunction>>;
